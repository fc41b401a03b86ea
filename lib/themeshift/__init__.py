"""How the vocabulary of Soviet foreign policy shifted, 1917-1923."""
