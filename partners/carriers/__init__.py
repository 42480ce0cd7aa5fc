"""What is known of carriers: their names, their number formats, and the numbers in what people paste."""
