"""Five ways to speak: each package translates one published contract to core acts and back."""
