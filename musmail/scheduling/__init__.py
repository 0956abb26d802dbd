"""When: working days, slots, send windows, cadence, and dates as people say and write them."""
