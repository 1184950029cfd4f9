"""The rule ids that the response room rests on; each stands in rules/recist_1_1.toml."""

Remark = tuple[str, str]  # a flag: the id of its rule, and its text

BASELINE_SUM = "recist_1_1.baseline.sum"
BASELINE_BEFORE = "recist_1_1.baseline.before"
BASELINE_WINDOW = "recist_1_1.baseline.window"
BASELINE_NO_DISEASE = "recist_1_1.baseline.no_disease"

MEASURABLE_SIZE = "recist_1_1.measurable.size"
MEASURABLE_NODE = "recist_1_1.measurable.node"
MEASURABLE_KIND = "recist_1_1.measurable.kind"
TARGET_SELECTION = "recist_1_1.target.selection"
TARGET_FIRST_SEEN_LATER = "recist_1_1.target.first_seen_later"

VALUE_MEASURED = "recist_1_1.value.measured"
VALUE_TOO_SMALL = "recist_1_1.value.too_small"
VALUE_ABSENT = "recist_1_1.value.absent"
VALUE_MISSING = "recist_1_1.value.missing"
VALUE_UNCONFIRMED = "recist_1_1.value.unconfirmed"
VALUE_MERGED = "recist_1_1.value.merged"
VALUE_SPLIT = "recist_1_1.value.split"
VALUE_TREATED_LOCALLY = "recist_1_1.value.treated_locally"

TARGET_CR = "recist_1_1.target.cr"
TARGET_PD = "recist_1_1.target.pd"
TARGET_PR = "recist_1_1.target.pr"
TARGET_PR_CONTINUED = "recist_1_1.target.pr_continued"
TARGET_SD = "recist_1_1.target.sd"
TARGET_NE = "recist_1_1.target.ne"
TARGET_PD_PARTIAL = "recist_1_1.target.pd_partial"
TARGET_NADIR = "recist_1_1.target.nadir"

NON_TARGET_CR = "recist_1_1.non_target.cr"
NON_TARGET_NON_CR_NON_PD = "recist_1_1.non_target.non_cr_non_pd"
NON_TARGET_PD = "recist_1_1.non_target.pd"
NON_TARGET_GROWTH = "recist_1_1.non_target.growth"
NON_TARGET_NE = "recist_1_1.non_target.ne"

NEW_UNEQUIVOCAL = "recist_1_1.new.unequivocal"
NEW_EQUIVOCAL = "recist_1_1.new.equivocal"
NEW_PROVED = "recist_1_1.new.proved"
NEW_REGION_NOT_EXAMINED = "recist_1_1.new.region_not_examined"

OVERALL_TABLE = "recist_1_1.overall.table"
OVERALL_NON_TARGET_ONLY = "recist_1_1.overall.non_target_only"
OVERALL_RECURRENCE = "recist_1_1.overall.recurrence"
OVERALL_AFTER_PROGRESSION = "recist_1_1.overall.after_progression"
OVERALL_EVALUATORS = "recist_1_1.overall.evaluators"

SUM_INTERVAL = "recist_1_1.sum.interval"
