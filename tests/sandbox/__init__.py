"""The sandbox: people, plans, simulations and the demo."""
