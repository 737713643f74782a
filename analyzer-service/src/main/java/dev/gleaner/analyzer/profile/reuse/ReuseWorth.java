package dev.gleaner.analyzer.profile.reuse;

/** Whether a cache for a prefix may save more than the limit of the rule. */
@FunctionalInterface
public interface ReuseWorth {

    /**
     * Whether a share of repeated bytes is above a part of its limit, and all that is read costs more than that part of the limit of
     * the costs, as a cache cannot save more. What is not known may be more.
     *
     * @param reuse what was read
     * @param repeated share of the bytes that may have been read before, 0 to 1
     * @param part of the limits, such as 0.5
     */
    boolean mayPay(PrefixReuse reuse, double repeated, double part);
}
