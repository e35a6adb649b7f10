"""From what happened to what is said, a module for each thing that people hear of; `announce` asks them all."""
