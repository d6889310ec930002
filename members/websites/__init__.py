"""Whether the websites of organisations still answer: looked at now and then, politely."""
