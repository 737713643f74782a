package dev.gleaner.collector.source.cloudtrail;

import dev.gleaner.collector.files.Origin;
import dev.gleaner.contracts.signal.proto.Access;
import dev.gleaner.contracts.signal.proto.ObjectAccess;
import dev.gleaner.contracts.signal.proto.Place;
import dev.gleaner.contracts.signal.proto.Signal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the calls of one trail file moved, gathered to as few signals as it takes. */
final class Accesses {

    /** About 70 bytes each, so that a signal stays far below what a broker takes. */
    static final int OBJECTS_A_SIGNAL = 1000;

    private final Origin origin;
    private final Map<Group, Gathered> groups = new LinkedHashMap<>();
    private final List<Signal> full = new ArrayList<>();

    Accesses(Origin origin) {
        this.origin = origin;
    }

    /** Adds the object that the record of this number tells of. */
    void add(Group group, long number, ObjectAccess object) {
        Gathered gathered = groups.computeIfAbsent(group, key -> new Gathered(number, Access.newBuilder()));
        gathered.access().addObjects(object);
        if (gathered.access().getObjectsCount() == OBJECTS_A_SIGNAL) {
            full.add(signal(group, gathered));
            groups.remove(group);
        }
    }

    /** All that was added. */
    List<Signal> signals() {
        List<Signal> signals = new ArrayList<>(full);
        groups.forEach((group, gathered) -> signals.add(signal(group, gathered)));
        return signals;
    }

    private Signal signal(Group group, Gathered gathered) {
        Access.Builder access = gathered.access().setReader(group.reader()).setOperation(group.operation());
        group.readerRegion().ifPresent(access::setReaderRegion);
        return Signal.newBuilder()
                .setResource(group.resource())
                .setSource(origin.source())
                .setAccount(group.account())
                .setRegion(group.region())
                .setObservedAt(origin.observedAt().toEpochMilli())
                .setPlace(Place.newBuilder().setName(origin.place()).setOffset(gathered.number()))
                .setAccess(access)
                .build();
    }

    /**
     * What goes into one signal.
     *
     * @param account of the record
     * @param region of the bucket
     */
    record Group(
            String resource,
            String account,
            String region,
            String reader,
            Optional<String> readerRegion,
            String operation) {}

    /** The objects of a group so far, and the number of the first record. */
    private record Gathered(long number, Access.Builder access) {}
}
