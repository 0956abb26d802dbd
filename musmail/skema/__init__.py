"""Forms, answers, and what is wrong with a form."""
