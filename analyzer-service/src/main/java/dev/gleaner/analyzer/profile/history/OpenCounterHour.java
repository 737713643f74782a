package dev.gleaner.analyzer.profile.history;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import dev.gleaner.analyzer.profile.RowBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The transfers of an hour that may still change, each counted once. Up to {@link #MOST_EXACT} of them are kept one by one. Of
 * more, only the bytes and the number on each route are kept, and a fingerprint of each, so that it costs about two bytes.
 *
 * <p>What is kept is a function of the set of reports and not of their order, as long as no two transfers have the same
 * fingerprint and, in an hour with many, all reports of a transfer state the same time and bytes. See decision 57.
 */
final class OpenCounterHour {

    /** The largest number of transfers that are kept one by one. */
    static final int MOST_EXACT = 128;

    /** Routes in a row, which stays far below the broker's limit. */
    static final int ROUTES_PER_ROW = 1000;

    /** Begin the names of rows: the routes, and the fingerprints. Never changed. */
    private static final char ROUTES = 'o';

    private static final char FINGERPRINTS = 's';

    private static final char TALKERS = 't';

    /** Resources on a route that are told apart before the hour is final; ten times those that are kept of a day. */
    private static final int TALKERS_PER_ROUTE = 200;

    private static final int VERSION = 2;

    /** Each route has its texts and numbers as they are, in the byte order of Protobuf. */
    private static final int WITHOUT_COMMON_TEXTS = 1;

    private final TreeMap<CounterKey, RouteSum> sums = new TreeMap<>();

    /** By quarter of the hour and number: a signal mostly has transfers of a few minutes, and changes few rows. */
    private final TreeMap<Integer, TreeMap<Integer, FingerprintSegment>> segments = new TreeMap<>();

    private final TreeMap<CounterKey, TalkerSketch> talkers = new TreeMap<>();

    private final Set<String> changed = new TreeSet<>();
    private final Set<String> stored = new TreeSet<>();

    /** By id; null if there are too many. */
    private @Nullable Map<Long, CounterSample> transfers = new HashMap<>();

    /** Adds transfers on one route; returns how many were known already. */
    int put(List<CounterSample> batch) {
        Map<Long, CounterSample> distinct = new HashMap<>();
        batch.forEach(
                transfer -> distinct.merge(transfer.id(), transfer, (one, other) -> other.beats(one) ? other : one));
        int repeated = batch.size() - distinct.size();
        Map<Long, CounterSample> exact = transfers;
        if (exact != null) {
            repeated += putExact(distinct.values(), exact);
            if (exact.size() > MOST_EXACT) {
                transfers = null;
                byQuarter(exact.values())
                        .forEach((quarter, added) -> added.stream()
                                .collect(groupingBy(transfer -> transfer.key().region(), TreeMap::new, toList()))
                                .forEach((place, some) -> addFingerprints(quarter, place, some)));
            }
        } else {
            for (Map.Entry<Integer, List<CounterSample>> some :
                    byQuarter(distinct.values()).entrySet()) {
                repeated += putFingerprints(some.getKey(), some.getValue());
            }
        }
        return repeated;
    }

    /** What went on each route. */
    NavigableMap<CounterKey, RouteSum> sums() {
        return Collections.unmodifiableNavigableMap(sums);
    }

    /** Adds the bytes of resources that had a part in a transfer which was not known before. */
    void addTalkers(CounterKey route, Map<String, Long> bytes) {
        talkers.computeIfAbsent(route, key -> new TalkerSketch(TALKERS_PER_ROUTE))
                .add(bytes);
        changed.add(name(TALKERS, 0));
    }

    /** The resources with the most bytes on each route; none on a route of which they are not known. */
    NavigableMap<CounterKey, TalkerSketch> talkers() {
        return Collections.unmodifiableNavigableMap(talkers);
    }

    /** Passes the rows that changed since the last call, by name. */
    void drain(RowWriter rows) {
        for (String name : changed) {
            int number = Integer.parseInt(name.substring(1));
            rows.write(
                    name,
                    switch (name.charAt(0)) {
                        case ROUTES -> encode(number);
                        case TALKERS -> TalkerSketch.encode(talkers);
                        default -> segment(number);
                    });
        }
        stored.addAll(changed);
        changed.clear();
    }

    /** Names of the stored rows. */
    Set<String> stored() {
        return Collections.unmodifiableSet(stored);
    }

    /** Puts a stored row back. */
    void restore(String name, byte[] row) {
        int number = Integer.parseInt(name.substring(1));
        stored.add(name);
        if (name.charAt(0) == ROUTES) {
            transfers = readRoutes(number, RowBuffer.of(row)).orElse(null);
        } else if (name.charAt(0) == TALKERS) {
            talkers.putAll(TalkerSketch.decode(row, TALKERS_PER_ROUTE));
        } else {
            put(number % CounterSample.QUARTERS, FingerprintSegment.stored(number / CounterSample.QUARTERS, row));
        }
    }

    private int putExact(Collection<CounterSample> batch, Map<Long, CounterSample> exact) {
        int known = 0;
        for (CounterSample transfer : batch) {
            CounterSample before = exact.get(transfer.id());
            known += before == null ? 0 : 1;
            if (before == null || transfer.beats(before)) {
                exact.put(transfer.id(), transfer);
                add(transfer.key(), transfer.bytes());
                if (before != null) {
                    remove(before.key(), before.bytes());
                }
                changed.add(name(ROUTES, 0));
            }
        }
        return known;
    }

    private int putFingerprints(int quarter, List<CounterSample> sorted) {
        @Nullable String[] places = places(quarter, sorted);
        List<CounterSample> added = new ArrayList<>();
        int known = 0;
        for (int index = 0; index < places.length; index++) {
            CounterSample transfer = sorted.get(index);
            CounterKey before = knownRoute(transfer, places[index]);
            known += before == null ? 0 : 1;
            if (before == null || before.region().compareTo(transfer.key().region()) < 0) {
                add(transfer.key(), transfer.bytes());
                added.add(transfer);
                if (before != null) {
                    remove(before, transfer.bytes());
                }
            }
        }
        addFingerprints(quarter, sorted.get(0).key().region(), added);
        return known;
    }

    /**
     * For each transfer the last of the places, in their order, for which its fingerprint is stored; null if there is none. A
     * transfer whose place became known has a fingerprint for each of the two.
     *
     * @param sorted by the unsigned id
     */
    private @Nullable String[] places(int quarter, List<CounterSample> sorted) {
        @Nullable String[] places = new String[sorted.size()];
        for (FingerprintSegment segment :
                segments.getOrDefault(quarter, new TreeMap<>()).values()) {
            for (String place : segment.places()) {
                long[] fingerprints = segment.fingerprints(place);
                int at = 0;
                for (int index = 0; index < places.length; index++) {
                    long wanted = segment.fingerprint(sorted.get(index).id());
                    while (at < fingerprints.length && fingerprints[at] < wanted) {
                        at++;
                    }
                    boolean isFound = at < fingerprints.length && fingerprints[at] == wanted;
                    String other = places[index];
                    if (isFound && (other == null || other.compareTo(place) < 0)) {
                        places[index] = place;
                    }
                }
            }
        }
        return places;
    }

    /** The route on which a transfer was counted; null if it was not, as what was counted there has fewer bytes. */
    private @Nullable CounterKey knownRoute(CounterSample transfer, @Nullable String place) {
        CounterKey route = new CounterKey(transfer.key().part(), place == null ? "" : place);
        RouteSum sum = place == null ? null : sums.get(route);
        return sum == null || sum.bytes < transfer.bytes() ? null : route;
    }

    /** Adds fingerprints of transfers that are sorted by the unsigned id. */
    private void addFingerprints(int quarter, String place, List<CounterSample> sorted) {
        int done = 0;
        while (done < sorted.size()) {
            int from = done;
            Map.Entry<Integer, FingerprintSegment> last =
                    segments.getOrDefault(quarter, new TreeMap<>()).lastEntry();
            FingerprintSegment segment = last == null ? FingerprintSegment.empty(0) : last.getValue();
            if (segment.size() >= FingerprintSegment.CAPACITY) {
                segment = FingerprintSegment.empty(segment.number() + 1);
            }
            int until = Math.min(sorted.size(), from + FingerprintSegment.CAPACITY - segment.size());
            long[] ids = new long[until - from];
            Arrays.setAll(ids, index -> sorted.get(from + index).id());
            put(quarter, segment.plus(place, ids));
            changed.add(name(FINGERPRINTS, segment.number() * CounterSample.QUARTERS + quarter));
            done = until;
        }
    }

    private void put(int quarter, FingerprintSegment segment) {
        segments.computeIfAbsent(quarter, key -> new TreeMap<>()).put(segment.number(), segment);
    }

    /** By quarter of the hour; those of a quarter are sorted by the unsigned id. */
    private static Map<Integer, List<CounterSample>> byQuarter(Collection<CounterSample> transfers) {
        return transfers.stream()
                .sorted((one, other) -> Long.compareUnsigned(one.id(), other.id()))
                .collect(groupingBy(CounterSample::quarter, TreeMap::new, toList()));
    }

    private void add(CounterKey route, long bytes) {
        RouteSum sum = sums.computeIfAbsent(route, key -> new RouteSum(sums.size() / ROUTES_PER_ROW));
        sum.add(1, bytes);
        changed.add(name(ROUTES, sum.row));
    }

    private void remove(CounterKey route, long bytes) {
        RouteSum sum = sums.get(route);
        if (sum != null) {
            sum.add(-1, -bytes);
            changed.add(name(ROUTES, sum.row));
            if (sum.transfers == 0) {
                sums.remove(route);
            }
        }
    }

    private byte[] encode(int number) {
        Map<CounterKey, List<CounterSample>> exact = new HashMap<>();
        Map<Long, CounterSample> byId = transfers;
        if (byId != null) {
            byId.values()
                    .forEach(transfer -> exact.computeIfAbsent(transfer.key(), key -> new ArrayList<>())
                            .add(transfer));
        }
        List<CounterKey> routes = new ArrayList<>(sums.size());
        long[] counts = new long[sums.size()];
        long[] bytes = new long[sums.size()];
        sums.forEach((route, sum) -> {
            if (byId != null || sum.row == number) {
                counts[routes.size()] = sum.transfers;
                bytes[routes.size()] = sum.bytes;
                routes.add(route);
            }
        });
        RowBuffer row = RowBuffer.ofSize(16 * (routes.size() + (byId == null ? 0 : byId.size())) + 32);
        row.putByte(VERSION);
        row.putByte(byId == null ? 0 : 1);
        row.putNumber(routes.size());
        CounterKey.Sequence sequence = new CounterKey.Sequence();
        routes.forEach(route -> sequence.put(row, route));
        row.putNumbers(Arrays.copyOf(counts, routes.size()));
        row.putNumbers(Arrays.copyOf(bytes, routes.size()));
        for (CounterKey route : routes) {
            for (CounterSample transfer : exact.getOrDefault(route, List.of())) {
                row.putLong(transfer.id());
                row.putByte(transfer.quarter());
                row.putNumber(transfer.bytes());
            }
        }
        return row.toBytes();
    }

    /** Reads routes; returns their transfers by id, empty if these are not kept one by one. */
    private Optional<Map<Long, CounterSample>> readRoutes(int number, RowBuffer row) {
        int version = row.getByte();
        boolean isExact = row.getByte() != 0;
        Map<Long, CounterSample> byId = new HashMap<>();
        if (version == VERSION) {
            readRoutes(number, row, isExact, byId);
        } else if (version == WITHOUT_COMMON_TEXTS) {
            readRoutesWithoutCommonTexts(number, row, isExact, byId);
        } else {
            throw RowBuffer.unknownFormat("the traffic of an hour has", version);
        }
        return isExact ? Optional.of(byId) : Optional.empty();
    }

    private void readRoutes(int number, RowBuffer row, boolean isExact, Map<Long, CounterSample> byId) {
        List<CounterKey> routes = new ArrayList<>();
        CounterKey.Sequence sequence = new CounterKey.Sequence();
        for (long left = row.getNumber(); left > 0; left--) {
            routes.add(sequence.get(row));
        }
        long[] counts = row.getNumbers(routes.size());
        long[] bytes = row.getNumbers(routes.size());
        for (int index = 0; index < counts.length; index++) {
            CounterKey route = routes.get(index);
            RouteSum sum = new RouteSum(number);
            sum.add(counts[index], bytes[index]);
            sums.put(route, sum);
            for (int transfer = 0; isExact && transfer < sum.transfers; transfer++) {
                long id = row.getLong();
                byId.put(id, new CounterSample(id, row.getByte(), route, row.getNumber()));
            }
        }
    }

    private void readRoutesWithoutCommonTexts(
            int number, RowBuffer row, boolean isExact, Map<Long, CounterSample> byId) {
        while (!row.isAtEnd()) {
            CounterKey route = new CounterKey(row.getText(), row.getText());
            RouteSum sum = new RouteSum(number);
            sum.add(row.getNumber(), row.getNumber());
            sums.put(route, sum);
            for (int transfer = 0; isExact && transfer < sum.transfers; transfer++) {
                long id = Long.reverseBytes(row.getLong());
                byId.put(id, new CounterSample(id, (int) row.getNumber(), route, row.getNumber()));
            }
        }
    }

    private byte[] segment(int number) {
        FingerprintSegment segment = segments.getOrDefault(number % CounterSample.QUARTERS, new TreeMap<>())
                .get(number / CounterSample.QUARTERS);
        if (segment == null) {
            throw new IllegalStateException("there is no segment " + number);
        }
        return segment.row();
    }

    private static String name(char letter, int number) {
        return letter + Integer.toString(number);
    }

    /** What went on a route. */
    static final class RouteSum {

        private final int row;
        private long transfers;
        private long bytes;

        private RouteSum(int row) {
            this.row = row;
        }

        long bytes() {
            return bytes;
        }

        long transfers() {
            return transfers;
        }

        private void add(long moreTransfers, long moreBytes) {
            transfers += moreTransfers;
            bytes += moreBytes;
        }
    }

    /** Receives rows by their name in the hour. */
    interface RowWriter {
        void write(String name, byte[] row);
    }
}
