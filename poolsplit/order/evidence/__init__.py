"""What a stage of an order needs to be shown: records, photos with their checksums, samples, inspection."""
