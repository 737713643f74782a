package dev.gleaner.collector.source.billing;

import dev.gleaner.collector.source.billing.charge.ExactAmount;
import org.jspecify.annotations.Nullable;

/**
 * How the effective cost of a line is determined. FOCUS has a column for it. In CUR 2.0 it depends on the type of the line: "Understanding
 * your Savings Plans and reservations in cost and usage data", AWS Data Exports User Guide.
 */
enum EffectiveCost {
    /** Of FOCUS. */
    STATED(BillColumn.EFFECTIVE, null, false),
    /** Of lines that have to do with no commitment. */
    AS_BILLED(BillColumn.BILLED, null, false),
    /** Of payments for commitments, which are spread over the usage that they cover and their unused part. */
    NOTHING(null, null, false),
    COVERED_BY_PLAN(BillColumn.PLAN_EFFECTIVE, null, false),
    COVERED_BY_RESERVATION(BillColumn.RESERVATION_EFFECTIVE, null, false),
    /** The part of an hour's commitment that covered no usage. */
    UNUSED_PLAN(BillColumn.PLAN_COMMITTED, BillColumn.PLAN_USED, true),
    UNUSED_RESERVATION(BillColumn.UNUSED_UPFRONT, BillColumn.UNUSED_RECURRING, false);

    private final @Nullable BillColumn first;
    private final @Nullable BillColumn second;
    private final boolean subtract;

    EffectiveCost(@Nullable BillColumn first, @Nullable BillColumn second, boolean subtract) {
        this.first = first;
        this.second = second;
        this.subtract = subtract;
    }

    /** Determines it into an amount, which is absent if the line lacks one of the cells. */
    void determine(BillLine line, ExactAmount amount) {
        if (first == null) {
            amount.set(0, 0);
        } else if (second == null) {
            amount.set(line.amount(first));
        } else if (line.amount(first).isPresent() && line.amount(second).isPresent()) {
            amount.setSum(line.amount(first), line.amount(second), subtract);
        } else {
            amount.clear();
        }
    }
}
