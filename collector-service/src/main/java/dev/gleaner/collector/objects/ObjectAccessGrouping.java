package dev.gleaner.collector.objects;

import dev.gleaner.collector.files.FileOrigin;
import dev.gleaner.contracts.signal.proto.Access;
import dev.gleaner.contracts.signal.proto.ObjectAccess;
import dev.gleaner.contracts.signal.proto.Place;
import dev.gleaner.contracts.signal.proto.Signal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Groups the transfers of objects of one file into as few signals as possible. */
public final class ObjectAccessGrouping {

    /** About 70 bytes each, so that a signal stays far below the broker's limit. */
    public static final int OBJECTS_A_SIGNAL = 1000;

    /**
     * Characters of all folders in a signal, for the same reason: 3 bytes each at most. The folders of further objects
     * are not known to those who read the signal.
     */
    static final int FOLDER_CHARACTERS = 100_000;

    private final FileOrigin origin;
    private final Map<Group, Gathered> groups = new LinkedHashMap<>();
    private final List<Signal> full = new ArrayList<>();

    public ObjectAccessGrouping(FileOrigin origin) {
        this.origin = origin;
    }

    /**
     * Adds the object of the record with this number.
     *
     * @param folder below the resource; empty if there is none
     */
    public void add(Group group, long number, ObjectAccess.Builder object, String folder) {
        Gathered gathered = groups.computeIfAbsent(group, key -> new Gathered(number));
        gathered.add(object, folder);
        if (gathered.access().getObjectsCount() == OBJECTS_A_SIGNAL) {
            full.add(signal(group, gathered));
            groups.remove(group);
        }
    }

    /** All signals. */
    public List<Signal> signals() {
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
     * Transfers that share a signal.
     *
     * @param account of the record; empty if it is not known
     * @param region of the bucket; empty if it is not known
     */
    public record Group(
            String resource,
            String account,
            String region,
            String reader,
            Optional<String> readerRegion,
            String operation) {}

    /** The objects of a group so far, and the number of its first record. */
    private static final class Gathered {

        private final long number;
        private final Access.Builder access = Access.newBuilder();
        private final Map<String, Integer> folders = new HashMap<>();
        private int characters;

        Gathered(long number) {
            this.number = number;
        }

        void add(ObjectAccess.Builder object, String folder) {
            access.addObjects(object.setFolder(folder.isEmpty() ? 0 : folderNumber(folder))
                    .build());
        }

        /** From 1; 0 if there is no room for the folder. */
        private int folderNumber(String folder) {
            Integer known = folders.get(folder);
            if (known != null) {
                return known;
            }
            if (characters + folder.length() > FOLDER_CHARACTERS) {
                return 0;
            }
            characters += folder.length();
            access.addFolders(folder);
            folders.put(folder, access.getFoldersCount());
            return access.getFoldersCount();
        }

        long number() {
            return number;
        }

        Access.Builder access() {
            return access;
        }
    }
}
