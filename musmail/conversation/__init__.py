"""What we do next: state and event in, state and wished-for effects out."""
