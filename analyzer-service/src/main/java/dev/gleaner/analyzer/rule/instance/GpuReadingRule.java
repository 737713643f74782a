package dev.gleaner.analyzer.rule.instance;

import dev.gleaner.analyzer.profile.gpu.GpuMinutes;
import dev.gleaner.analyzer.profile.instance.InstanceSnapshot;
import dev.gleaner.analyzer.rule.Rule;
import dev.gleaner.analyzer.rule.Verdict;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A rule that is also evaluated with each reading of the GPUs of a host, by minutes. */
public interface GpuReadingRule extends Rule<InstanceSnapshot> {

    /** Hours without a reading after which a GPU is no longer one of the host. */
    int silence();

    /** Minutes after the work of a GPU in which nothing else matters. */
    int minutesAfterWork();

    /**
     * The verdict by minutes on the newest moment up to which each GPU was read.
     *
     * @param snapshot of the hour in which that moment lies
     */
    MinuteVerdict evaluate(InstanceSnapshot snapshot, GpuMinutes minutes);

    /** What the minutes show. */
    sealed interface MinuteVerdict {

        /**
         * A GPU was at work a moment ago.
         *
         * @param because the reason, for a person
         */
        record AtWork(String because) implements MinuteVerdict {}

        /**
         * All GPUs, CPU and network have been idle for some time.
         *
         * @param since when
         * @param isLongEnough whether that is long enough for an action
         * @param isKnown whether enough of that time is known for an action
         * @param work of a GPU within the time that an action requires, for a person; null if none worked
         */
        record Idle(
                Verdict.Found found,
                Instant since,
                boolean isLongEnough,
                boolean isKnown,
                @Nullable String work) implements MinuteVerdict {

            /** Whether an action can be approved. */
            public boolean isQuestion() {
                return isLongEnough && isKnown;
            }
        }

        /** All is quiet as far as it is known, and some readings, or points of CPU and network, are missing. */
        record Awaiting() implements MinuteVerdict {}

        /**
         * The minutes show neither.
         *
         * @param isWorking whether CPU or network were at work a moment ago, so that nothing is to be done
         */
        record Undecided(boolean isWorking) implements MinuteVerdict {}
    }
}
