package dev.gleaner.collector.source.cloudtrail.digest;

import dev.gleaner.collector.source.SourceMeters;
import io.quarkus.logging.Log;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Reports each fault once, with its remedy, in the log (one line per kind) and as a metric. */
final class DigestFaultReporter {

    /** Faults described per line. */
    private static final int NAMED = 5;

    private final String source;
    private final SourceMeters meters;
    private Set<DigestFault> reported = Set.of();

    DigestFaultReporter(String source, SourceMeters meters) {
        this.source = source;
        this.meters = meters;
    }

    /** Reports current faults. A fault that disappeared and returns is reported again. */
    void report(Collection<DigestFault> faults) {
        lines(faults).forEach(Log::error);
    }

    /** The lines for faults that were not reported before. */
    List<String> lines(Collection<DigestFault> faults) {
        Set<DigestFault> fresh = new LinkedHashSet<>(faults);
        fresh.removeAll(reported);
        reported = new HashSet<>(faults);
        return fresh.stream()
                .collect(Collectors.groupingBy(fault -> new Group(fault.kind(), fault.account(), fault.region())))
                .entrySet()
                .stream()
                .map(group -> line(group.getKey(), group.getValue()))
                .toList();
    }

    private String line(Group group, List<DigestFault> faults) {
        meters.digestFaults(source, group.kind().label(), faults.size());
        String named = faults.stream().limit(NAMED).map(DigestFault::what).collect(Collectors.joining("; "));
        String more = faults.size() > NAMED ? "; and " + (faults.size() - NAMED) + " more" : "";
        return "The trail is not as CloudTrail delivered it (" + source + ", " + group.account() + " " + group.region()
                + "): " + named + more
                + ". Progress stops there, unless it is older than the trail's first whole digest. "
                + group.kind().remedy()
                + "; what can't be repaired is passed with collector.cloudtrail.digest-faults-accepted";
    }

    private record Group(DigestFault.Kind kind, String account, String region) {}
}
