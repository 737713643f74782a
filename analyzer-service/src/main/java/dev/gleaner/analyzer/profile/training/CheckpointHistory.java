package dev.gleaner.analyzer.profile.training;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import dev.gleaner.analyzer.profile.BinaryRow;
import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.history.History;
import dev.gleaner.analyzer.profile.history.HistoryRows;
import dev.gleaner.analyzer.profile.history.RowWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/**
 * The minutes in which a host, or the hosts of an Auto Scaling group, saved training runs: a bit for each minute of an hour and run. Neither the
 * order nor the repetition of signals matters, and a day takes at most {@value #RUNS} runs an hour, however many signals there are.
 *
 * <p>Rows have a name that is unique in the resource: a letter and the number of the day.
 */
public final class CheckpointHistory implements History {

    /** Begins names of rows. Never changed. */
    private static final char DAY = 'k';

    /** Runs of an hour that are kept: the first ones by name. With more of them, nothing is concluded from the hour. */
    static final int RUNS = 16;

    private static final int VERSION = 1;
    private static final int MINUTES = 60;

    private final TreeMap<Long, SavedHour> hours = new TreeMap<>();
    private final Set<Long> changedDays = new HashSet<>();

    /**
     * Adds a minute in which a run was saved.
     *
     * @param minute since the epoch
     * @param launch of the host that saved it
     */
    public void put(String run, long minute, HostLaunch launch) {
        SavedHour hour = hours.computeIfAbsent(Math.floorDiv(minute, MINUTES), number -> new SavedHour());
        if (hour.put(run, Math.floorMod(minute, MINUTES), launch)) {
            changedDays.add(Math.floorDiv(minute, MINUTES * Hour.PER_DAY));
        }
    }

    @Override
    public void close(Hour hour, int daysKept) {
        forgetBefore(hour.day() - daysKept + 1);
    }

    /** Forgets the days before {@code oldestDay}. */
    void forgetBefore(long oldestDay) {
        Map<Long, SavedHour> old = hours.headMap(oldestDay * Hour.PER_DAY);
        old.keySet().forEach(hour -> changedDays.add(Math.floorDiv(hour, Hour.PER_DAY)));
        old.clear();
    }

    @Override
    public boolean isEmpty() {
        return hours.isEmpty();
    }

    /**
     * The runs of the last hours up to one, by name.
     *
     * @param pause longest gap in minutes that counts as training
     */
    public List<CheckpointSpacing> runs(Hour last, int hoursBack, int pause) {
        TreeMap<String, List<Long>> minutes = new TreeMap<>();
        window(last, hoursBack)
                .forEach((number, hour) -> hour.runs.forEach((run, bits) -> {
                    List<Long> ofRun = minutes.computeIfAbsent(run, name -> new ArrayList<>());
                    for (int minute = 0; minute < MINUTES; minute++) {
                        if (((bits >>> minute) & 1) != 0) {
                            ofRun.add(number * MINUTES + minute);
                        }
                    }
                }));
        return minutes.entrySet().stream()
                .map(run -> CheckpointSpacing.of(run.getKey(), run.getValue(), pause))
                .toList();
    }

    /** Whether all runs of the last hours up to one are kept. */
    public boolean hasAllRuns(Hour last, int hoursBack) {
        return window(last, hoursBack).values().stream().noneMatch(hour -> hour.isOverfull);
    }

    /** As what the host of the newest checkpoint in the last hours up to one was launched. */
    public HostLaunch launch(Hour last, int hoursBack) {
        return window(last, hoursBack).descendingMap().values().stream()
                .map(hour -> hour.launch)
                .filter(HostLaunch::isKnown)
                .findFirst()
                .orElse(HostLaunch.UNKNOWN);
    }

    private NavigableMap<Long, SavedHour> window(Hour last, int hoursBack) {
        return hours.subMap(last.number() - hoursBack + 1, true, last.number(), true);
    }

    @Override
    public void load(HistoryRows rows) {
        rows.days().scan(DAY, this::restore);
    }

    @Override
    public void save(HistoryRows rows) {
        drain(rows.days()::put);
    }

    /** Puts back the row of a day. */
    void restore(String name, byte[] row) {
        long first = Long.parseLong(name.substring(1)) * Hour.PER_DAY;
        hours.putAll(BinaryRow.decode(row, VERSION, input -> {
            Map<Long, SavedHour> read = new TreeMap<>();
            while (!input.isAtEnd()) {
                read.put(first + input.readUInt32(), SavedHour.read(input));
            }
            return read;
        }));
    }

    /** Passes the rows that changed since the last call; null for a row to delete. */
    void drain(RowWriter rows) {
        changedDays.forEach(day -> {
            long first = day * Hour.PER_DAY;
            Map<Long, SavedHour> ofDay = hours.subMap(first, first + Hour.PER_DAY);
            rows.write(
                    DAY + Long.toString(day),
                    ofDay.isEmpty()
                            ? null
                            : BinaryRow.encode(VERSION, row -> {
                                for (Map.Entry<Long, SavedHour> hour : ofDay.entrySet()) {
                                    row.writeUInt32NoTag((int) (hour.getKey() - first));
                                    hour.getValue().write(row);
                                }
                            }));
        });
        changedDays.clear();
    }

    /** What was saved in an hour. */
    private static final class SavedHour {

        private final TreeMap<String, Long> runs = new TreeMap<>();
        private boolean isOverfull;
        private int newest = -1;
        private HostLaunch launch = HostLaunch.UNKNOWN;

        /** Returns whether anything changed. */
        boolean put(String run, int minute, HostLaunch host) {
            boolean isChanged = putLaunch(minute, host);
            long before = runs.getOrDefault(run, 0L);
            long after = before | (1L << minute);
            if (after == before) {
                return isChanged;
            }
            runs.put(run, after);
            if (runs.size() > RUNS) {
                runs.pollLastEntry();
                isChanged |= !isOverfull;
                isOverfull = true;
                return isChanged || runs.containsKey(run);
            }
            return true;
        }

        /** The newest known one counts; of two in a minute, the greater one, so that their order does not matter. */
        private boolean putLaunch(int minute, HostLaunch host) {
            boolean isNewer = minute > newest || (minute == newest && host.compareTo(launch) > 0);
            if (!host.isKnown() || !isNewer) {
                return false;
            }
            newest = minute;
            launch = host;
            return true;
        }

        void write(CodedOutputStream row) throws IOException {
            row.writeBoolNoTag(isOverfull);
            row.writeSInt32NoTag(newest);
            row.writeStringNoTag(launch.type());
            row.writeStringNoTag(launch.market());
            row.writeStringNoTag(launch.platform());
            row.writeStringNoTag(launch.tenancy());
            row.writeUInt32NoTag(runs.size());
            for (Map.Entry<String, Long> run : runs.entrySet()) {
                row.writeStringNoTag(run.getKey());
                row.writeFixed64NoTag(run.getValue());
            }
        }

        static SavedHour read(CodedInputStream row) throws IOException {
            SavedHour hour = new SavedHour();
            hour.isOverfull = row.readBool();
            hour.newest = row.readSInt32();
            hour.launch = new HostLaunch(row.readString(), row.readString(), row.readString(), row.readString());
            int count = row.readUInt32();
            for (int run = 0; run < count; run++) {
                hour.runs.put(row.readString(), row.readFixed64());
            }
            return hour;
        }
    }
}
