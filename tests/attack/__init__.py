"""What an attacker, or an unlucky person, sends: nothing of it may be lost, told to another, or done twice."""
