package dev.gleaner.analyzer.profile.training;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far the checkpoints of a training run are apart, by the minutes in which it was saved. Minutes in a row belong to one checkpoint. A gap is
 * counted from the last minute of a checkpoint to the first one of the next. A longer break than the longest gap that counts as training divides
 * the run into parts.
 *
 * @param run bucket, slash, and what the keys of its checkpoints begin with
 * @param checkpoints number of them
 * @param trainingMinutes from the first to the last checkpoint of each part
 * @param longestGap minutes; 0 if there is no gap
 * @param medianGap minutes; 0 if there is no gap
 */
public record CheckpointSpacing(String run, int checkpoints, long trainingMinutes, int longestGap, int medianGap) {

    /**
     * Of a run that was saved in these minutes.
     *
     * @param minutes ascending, without repetition
     * @param pause longest gap in minutes that counts as training
     */
    static CheckpointSpacing of(String run, List<Long> minutes, int pause) {
        List<Integer> gaps = new ArrayList<>();
        int checkpoints = 0;
        long training = 0;
        Long before = null;
        for (long minute : minutes) {
            long gap = gap(before, minute);
            checkpoints += gap == 1 ? 0 : 1;
            if (gap > 0 && gap <= pause) {
                training += gap;
                if (gap > 1) {
                    gaps.add((int) gap);
                }
            }
            before = minute;
        }
        Collections.sort(gaps);
        return new CheckpointSpacing(
                run,
                checkpoints,
                training,
                gaps.isEmpty() ? 0 : gaps.get(gaps.size() - 1),
                gaps.isEmpty() ? 0 : gaps.get(gaps.size() / 2));
    }

    /** Minutes; 0 if there is none before. */
    private static long gap(@Nullable Long before, long minute) {
        return before == null ? 0 : minute - before;
    }

    /**
     * Whether a gap certainly exceeded a number of minutes. Of both of its ends only the minute is known, so that it may have been a minute
     * shorter.
     */
    public boolean exceeds(int minutes) {
        return longestGap - 1 > minutes;
    }
}
