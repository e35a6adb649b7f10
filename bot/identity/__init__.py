"""Who and where: people joined across platforms, places by their names, conversations a platform let us into."""
