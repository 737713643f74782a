package dev.gleaner.analyzer.profile.prefix;

import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.MalformedSignalException;
import dev.gleaner.analyzer.profile.ProfileTimeline;
import dev.gleaner.analyzer.profile.history.CounterSample;
import dev.gleaner.analyzer.profile.history.ObjectAccesses;
import dev.gleaner.analyzer.profile.history.UsageSignals;
import dev.gleaner.analyzer.profile.prefix.OpenAccessHour.ObjectEvent;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.signal.proto.Access;
import dev.gleaner.contracts.signal.proto.ObjectAccess;
import dev.gleaner.contracts.signal.proto.PrefixSize;
import dev.gleaner.contracts.signal.proto.Signal;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reports of S3 Inventory about prefixes of a bucket, and accesses of its objects by CloudTrail or server access logs. */
public final class ContentSignals implements UsageSignals<ContentHistory> {

    /** Calls that replace an object. Source: Amazon S3 User Guide, CloudTrail data events. */
    private static final Set<String> WRITES = Set.of("PutObject", "CopyObject", "CompleteMultipartUpload");

    /** The source of signals by server access logs. */
    public static final String ACCESS_LOGS = "s3-access-logs";

    /** Slashes of the deepest folder below its prefix that a signal tells. */
    private static final int DEEPEST_FOLDER = 3;

    @Override
    public boolean includes(Signal signal) {
        if (signal.hasAccess()) {
            return (ObjectAccesses.isRead(signal.getAccess()) || isWrite(signal.getAccess()))
                    && ObjectAccesses.isPrefix(ObjectAccesses.prefix(signal));
        }
        if (!signal.hasInventory() || signal.getInventory().getPrefixesCount() == 0) {
            return false;
        }
        Arn resource = Arn.parse(signal.getResource());
        return !resource.equals(resource.root());
    }

    @Override
    public void check(Signal signal) throws MalformedSignalException {
        ObjectAccesses.check(signal.getAccess());
    }

    @Override
    public Hour earliest(Signal signal) {
        return ObjectAccesses.earliest(signal);
    }

    @Override
    public int fold(ContentHistory contents, ProfileTimeline timeline, Signal signal, @Nullable Hour closed) {
        return signal.hasAccess()
                ? foldAccesses(contents, timeline, signal, closed)
                : foldReport(contents, timeline, signal, closed);
    }

    /** Returns how many prefixes were older than the report in use. */
    private static int foldReport(
            ContentHistory contents, ProfileTimeline timeline, Signal signal, @Nullable Hour closed) {
        Hour hour = Hour.knowing(signal.getObservedAt());
        timeline.seen(closed != null && hour.isLate(closed) ? closed.plus(1) : hour);
        int late = 0;
        for (PrefixSize size : signal.getInventory().getPrefixesList()) {
            late += contents.put(signal.getObservedAt(), size, closed);
        }
        return late;
    }

    private static int foldAccesses(
            ContentHistory contents, ProfileTimeline timeline, Signal signal, @Nullable Hour closed) {
        Access access = signal.getAccess();
        String prefix = ObjectAccesses.prefix(signal);
        boolean isWrite = isWrite(access);
        boolean byLog = signal.getSource().equals(ACCESS_LOGS);
        int late = 0;
        for (ObjectAccess object : access.getObjectsList()) {
            Hour hour = Hour.of(object.getTime());
            if (hour.isLate(closed)) {
                late++;
            } else {
                timeline.seen(hour);
                String folder = folder(prefix, access, object.getFolder());
                ObjectEvent event = new ObjectEvent(
                        CounterSample.id(object.getEventId(), object.getKeyHash()),
                        object.getTime(),
                        object.getBytes(),
                        isWrite);
                if (byLog) {
                    contents.addLogged(hour, object.getKeyHash(), folder, event, closed);
                } else {
                    contents.add(hour, object.getKeyHash(), folder, event, closed);
                }
            }
        }
        return late;
    }

    private static boolean isWrite(Access access) {
        return WRITES.contains(access.getOperation());
    }

    /** An object is directly in its folder unless that is the deepest one that is told. */
    private static String folder(String prefix, Access access, int number) {
        if (number == 0) {
            return prefix;
        }
        String folder = access.getFolders(number - 1);
        boolean isDeepest = folder.chars().filter(letter -> letter == '/').count() >= DEEPEST_FOLDER;
        return isDeepest ? prefix + folder : ContentHistory.exact(prefix + folder);
    }
}
