package dev.gleaner.analyzer.profile.history;

import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.MalformedSignalException;
import dev.gleaner.analyzer.profile.ProfileTimeline;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.signal.proto.Access;
import dev.gleaner.contracts.signal.proto.ObjectAccess;
import dev.gleaner.contracts.signal.proto.Signal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Accesses of objects of S3 by CloudTrail or server access logs. */
public final class ObjectAccesses {

    /** Calls that send the bytes of objects to the reader. Source: Amazon S3 User Guide, CloudTrail data events. */
    private static final Set<String> READS = Set.of("GetObject", "GetObjectTorrent", "SelectObjectContent");

    private ObjectAccesses() {}

    /** Whether the bytes of the objects were sent to the reader. */
    public static boolean isRead(Access access) {
        return READS.contains(access.getOperation());
    }

    /** Throws when accesses contradict themselves. */
    public static void check(Access access) throws MalformedSignalException {
        for (String folder : access.getFoldersList()) {
            MalformedSignalException.unlessName(folder, "an access needs folders of one line");
        }
        MalformedSignalException.unlessName(access.getReader(), "an access needs names of one line");
        MalformedSignalException.unlessName(access.getReaderRegion(), "an access needs names of one line");
        for (ObjectAccess object : access.getObjectsList()) {
            MalformedSignalException.unless(
                    object.getTime() > 0 && !object.getEventId().isEmpty(), "an access needs a time and an event id");
            MalformedSignalException.unless(object.getBytes() >= 0, "an access has a negative size");
            MalformedSignalException.unless(
                    object.getFolder() >= 0 && object.getFolder() <= access.getFoldersCount(),
                    "an access names a folder that is not there");
        }
    }

    /** The earliest hour of the accesses of a signal. */
    public static Hour earliest(Signal signal) {
        return Hour.of(signal.getAccess().getObjectsList().stream()
                .mapToLong(ObjectAccess::getTime)
                .min()
                .orElse(signal.getObservedAt()));
    }

    /** What the keys of the accessed objects begin with, as the resource of a signal names it. */
    public static String prefix(Signal signal) {
        Arn resource = Arn.parse(signal.getResource());
        String path = resource.resource();
        return path.substring(Math.min(path.length(), resource.id().length() + 1));
    }

    /** Whether a text is a prefix, and not the key of an object. */
    public static boolean isPrefix(String text) {
        return text.isEmpty() || text.endsWith("/");
    }

    /** Adds the bytes of accesses on one route; returns how many were too late. */
    public static int put(
            HourlyCounterHistory counters,
            ProfileTimeline timeline,
            CounterKey route,
            Access access,
            @Nullable Hour closed) {
        Map<Hour, List<CounterSample>> hours = new TreeMap<>();
        int late = 0;
        for (ObjectAccess object : access.getObjectsList()) {
            Hour hour = Hour.of(object.getTime());
            if (hour.isLate(closed)) {
                late++;
            } else {
                long id = CounterSample.id(object.getEventId(), object.getKeyHash());
                hours.computeIfAbsent(hour, key -> new ArrayList<>())
                        .add(new CounterSample(id, CounterSample.quarter(object.getTime()), route, object.getBytes()));
            }
        }
        hours.forEach((hour, transfers) -> {
            timeline.usedIn(hour);
            counters.put(hour, transfers);
        });
        return late;
    }
}
