"""What rules mean: a patient's facts, conditions over them, three truth values, rules, and the two tables that sum them up."""
