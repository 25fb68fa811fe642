"""Parts that pages share: the frame around a page, macros, form fields and the shapes they are given."""
