"""The picture that a link to a case unfolds with in chats and mail, drawn without a browser."""
