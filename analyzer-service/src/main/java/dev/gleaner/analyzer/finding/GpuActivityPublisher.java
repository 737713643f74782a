package dev.gleaner.analyzer.finding;

import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.gpu.GpuMinutes;
import dev.gleaner.analyzer.profile.instance.InstanceProfile;
import dev.gleaner.contracts.finding.GpuActivity;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Publishes what the readings of the GPUs of each host show, whether it has findings or not: without it, nobody could tell a host at
 * work from one whose GPUs are not read. A host is published once a minute while it is read, and at once when another minute shows work.
 */
public final class GpuActivityPublisher {

    /** Readings run ahead of the evaluated hour by an hour or two. */
    private static final int HOURS_AHEAD = 3;

    /** Older readings, as those of a backfill, do not show what a host does now. */
    private static final int HOURS_BEHIND = 3;

    private final int silence;

    /** What was published last of each host, in this process. */
    private final Map<String, GpuActivity> published = new HashMap<>();

    /**
     * A publisher that has published nothing yet.
     *
     * @param silence hours without a reading after which a GPU is no longer one of the host
     */
    public GpuActivityPublisher(int silence) {
        this.silence = silence;
    }

    /**
     * Publishes the newest readings of a host, unless they show what was published in the same minute.
     *
     * @param ended the newest hour that has ended; null when there is none
     */
    public void publish(InstanceProfile profile, @Nullable Hour ended, FindingSink findingSink) {
        if (ended == null || profile.gpus().isEmpty()) {
            return;
        }
        Hour oldest = ended.plus(-HOURS_BEHIND);
        profile.gpus()
                .minutes(ended.plus(HOURS_AHEAD), silence)
                .filter(minutes -> !minutes.through().isBefore(oldest.end()))
                .map(GpuActivityPublisher::activity)
                .filter(activity -> isNew(activity, published.get(profile.resource())))
                .ifPresent(activity -> {
                    published.put(profile.resource(), activity);
                    findingSink.publishActivity(profile.resource(), activity);
                });
    }

    /** Withdraws what was published of a host once no reading of it is kept any more, as long after it is gone. */
    public void withdraw(InstanceProfile profile, FindingSink findingSink) {
        if (profile.gpus().takeForgotten()) {
            published.remove(profile.resource());
            findingSink.publishActivity(profile.resource(), null);
        }
    }

    private static GpuActivity activity(GpuMinutes minutes) {
        return new GpuActivity(
                minutes.through(),
                minutes.gpus(),
                minutes.lastWork().orElse(null),
                minutes.lastProcess().orElse(null),
                minutes.lastUnknown().orElse(null));
    }

    private static boolean isNew(GpuActivity activity, @Nullable GpuActivity before) {
        return before == null
                || activity.gpus() != before.gpus()
                || isOfAnotherMinute(activity.through(), before.through())
                || isOfAnotherMinute(activity.lastWork(), before.lastWork())
                || isOfAnotherMinute(activity.lastProcess(), before.lastProcess())
                || isOfAnotherMinute(activity.lastUnknown(), before.lastUnknown());
    }

    private static boolean isOfAnotherMinute(@Nullable Instant time, @Nullable Instant before) {
        return !Objects.equals(minute(time), minute(before));
    }

    private static @Nullable Instant minute(@Nullable Instant time) {
        return time == null ? null : time.truncatedTo(ChronoUnit.MINUTES);
    }
}
