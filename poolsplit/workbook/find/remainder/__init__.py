"""What is left to say when all tables were read: numbers that nothing explains, amounts in sentences, sheets that were not read, hidden cells."""
