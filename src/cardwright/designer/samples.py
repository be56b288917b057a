"""The fields that the designer offers, and people of all sorts to look at a card with."""

FIELDS: dict[str, list[str]] = {
    "person": ["first_name", "last_name", "full_name", "title", "email", "photo"],
    "work": ["department", "job_title", "employee_number", "card_number"],
    "custom": ["custom_1", "custom_2", "custom_3"],
    "card": ["today", "template_name", "card_index"],
}
"""The fields of a person that the API knows, in groups, as they are offered; those of the group
`card` every card has, so that no record gives them."""

PEOPLE: dict[str, dict[str, str]] = {
    "usual": {
        "first_name": "Ada",
        "last_name": "Byron",
        "full_name": "Ada Byron",
        "title": "Dr",
        "email": "ada.byron@example.com",
        "department": "Research",
        "job_title": "Analyst",
        "employee_number": "10843",
        "card_number": "500174",
        "custom_1": "Blue",
        "custom_2": "Level 2",
        "custom_3": "2027",
    },
    "long": {
        "first_name": "Maximiliane Wilhelmine",
        "last_name": "von Hohenzollern-Sigmaringen",
        "full_name": "Maximiliane Wilhelmine von Hohenzollern-Sigmaringen",
        "title": "Prof. Dr. Dr.",
        "email": "maximiliane.von.hohenzollern-sigmaringen@university.example.com",
        "department": "Institute of Comparative Administrative Sciences",
        "job_title": "Deputy Head of International Relations",
        "employee_number": "1000000843",
        "card_number": "5001740000",
        "custom_1": "A rather long remark",
        "custom_2": "Another long remark",
        "custom_3": "And the third of them",
    },
    "short": {
        "first_name": "Bo",
        "last_name": "Li",
        "full_name": "Bo Li",
        "title": "",
        "email": "b@l.io",
        "department": "IT",
        "job_title": "CEO",
        "employee_number": "1",
        "card_number": "7",
        "custom_1": "A",
        "custom_2": "B",
        "custom_3": "C",
    },
    "arabic": {
        "first_name": "ليلى",
        "last_name": "المنصوري",
        "full_name": "ليلى المنصوري",
        "title": "د.",
        "email": "layla@example.com",
        "department": "قسم الأبحاث",
        "job_title": "مهندسة",
        "employee_number": "20911",
        "card_number": "500175",
        "custom_1": "أزرق",
        "custom_2": "٢",
        "custom_3": "٢٠٢٧",
    },
    "empty": {},
}
"""Records by their names; the texts of `[designer.data.records]` say what people call them."""
