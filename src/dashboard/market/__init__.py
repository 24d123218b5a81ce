"""What an exchange knows: sessions, price tables, boards, corporate actions, securities."""
