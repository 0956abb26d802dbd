"""musmail: Danish development conversations (MUS) held together by e-mail alone."""
