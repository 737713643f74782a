package dev.gleaner.analyzer.rule.storage.schedule;

import dev.gleaner.analyzer.rule.storage.schedule.LifecycleSchedule.Step;
import java.util.List;

/**
 * Which transitions S3 accepts in one rule, and which ones nobody is to make: to an archive that needs a restore, for objects that
 * are still read.
 *
 * <p>S3 demands the days after STANDARD_IA and ONEZONE_IA of a later archive only. Here they are demanded of whatever comes next,
 * as those classes bill 30 days in any case.
 *
 * @param expireDays age of expiration, before which each transition has to come; 0 for none
 * @param restoreFrom least age at which objects may be moved to an archive that needs a restore: none were read at it or beyond
 * @param restoreUntil largest such age: there are objects that old, so that it is known whether they are read
 */
record ScheduleRules(StorageClassTable table, int expireDays, int restoreFrom, int restoreUntil) {

    /** Whether this may be the first transition. */
    boolean mayStart(StorageClass to, int days) {
        StorageClassTable.Terms terms = table.terms(to);
        return days >= terms.earliestDays()
                && to != StorageClass.STANDARD
                && (expireDays == 0 || days < expireDays)
                && (!terms.needsRestore() || (days >= restoreFrom && days <= restoreUntil));
    }

    /** Whether a transition may follow one of the same rule. */
    boolean mayFollow(StorageClass from, int since, StorageClass to, int days) {
        StorageClassTable.Terms terms = table.terms(from);
        return days > since
                && days >= since + terms.stayDays()
                && terms.targets().contains(to)
                && mayStart(to, days);
    }

    /** Whether a rule may have these transitions, ascending. */
    boolean accepts(List<Step> steps) {
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            boolean legal = i == 0
                    ? mayStart(step.storageClass(), step.days())
                    : mayFollow(
                            steps.get(i - 1).storageClass(), steps.get(i - 1).days(), step.storageClass(), step.days());
            if (!legal) {
                return false;
            }
        }
        return true;
    }
}
