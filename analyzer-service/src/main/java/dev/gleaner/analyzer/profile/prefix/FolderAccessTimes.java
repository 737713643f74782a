package dev.gleaner.analyzer.profile.prefix;

import dev.gleaner.analyzer.profile.RowBuffer;
import dev.gleaner.analyzer.profile.SortedTexts;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The last hours in which objects of the folders of a bucket were read or written, of a limited number of folders. What was accessed in a
 * folder beyond the limit counts for the folder that contains it, at an unknown place below. Those with the fewest slashes stay, among equals
 * those that come first in a pseudorandom order, so that what is left does not depend on the order of accesses: a folder that was
 * removed once would be removed again.
 */
public final class FolderAccessTimes {

    /** Folders with a time of their own. */
    static final int FOLDERS = 512;

    private static final int VERSION = 2;

    /** Each folder has its name and hours as they are. */
    private static final int WITHOUT_COMMON_TEXTS = 1;

    private static final long NEVER = -1;

    /** Mixes the bits of Java's hash, which is nearly the same for consecutive names. */
    private static final int MIXER = 0x9e3779b1;

    private static final Comparator<String> ORDER = Comparator.comparingInt(FolderAccessTimes::depth)
            .thenComparingInt(folder -> folder.hashCode() * MIXER)
            .thenComparing(Comparator.naturalOrder());

    private final int limit;
    private final TreeMap<String, Times> folders = new TreeMap<>();
    private final TreeSet<String> order = new TreeSet<>(ORDER);

    FolderAccessTimes() {
        this(FOLDERS);
    }

    /** With times for this number of folders, the bucket itself included. */
    FolderAccessTimes(int limit) {
        this.limit = limit;
        put("");
    }

    /**
     * The last hour in which an object whose key begins with a text, or one beside these, may have been read or written; empty if there is
     * none. An access whose place is not known counts for all that it may have been of.
     *
     * @param beginning a folder with its slash, which may be followed by the beginning of names
     */
    public OptionalLong lastHour(String beginning) {
        String folder = beginning.substring(0, beginning.lastIndexOf('/') + 1);
        long last = NEVER;
        for (var entry : folders.entrySet()) {
            String path = entry.getKey();
            Times times = entry.getValue();
            if (path.startsWith(beginning) || path.equals(folder)) {
                last = Math.max(last, times.last());
            } else if (beginning.startsWith(path)) {
                last = Math.max(last, times.below);
            }
        }
        return last == NEVER ? OptionalLong.empty() : OptionalLong.of(last);
    }

    /**
     * Adds an access; returns whether anything changed.
     *
     * @param folder with its slash; empty for the bucket itself
     * @param isExact whether the object lies directly in the folder, and not somewhere below
     */
    boolean add(String folder, boolean isExact, long hour) {
        String kept = "";
        for (int end = folder.indexOf('/') + 1; end > 0; end = folder.indexOf('/', end) + 1) {
            String next = folder.substring(0, end);
            if (!folders.containsKey(next)) {
                if (folders.size() >= limit && ORDER.compare(next, order.last()) > 0) {
                    break;
                }
                removeBeyond(limit - 1);
                put(next);
            }
            kept = next;
        }
        boolean isDirect = isExact && kept.equals(folder);
        return add(kept, isDirect ? new Times(hour, NEVER) : new Times(NEVER, hour));
    }

    /** Adds all accesses of others. */
    void addAll(FolderAccessTimes others) {
        others.folders.forEach((folder, times) -> {
            if (times.directly != NEVER) {
                add(folder, true, times.directly);
            }
            if (times.below != NEVER) {
                add(folder, false, times.below);
            }
        });
    }

    /** The same without accesses before an hour. */
    FolderAccessTimes since(long hour) {
        FolderAccessTimes newer = new FolderAccessTimes(limit);
        folders.forEach((folder, times) -> {
            if (times.directly >= hour) {
                newer.add(folder, true, times.directly);
            }
            if (times.below >= hour) {
                newer.add(folder, false, times.below);
            }
        });
        return newer;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof FolderAccessTimes times && times.folders.equals(folders);
    }

    @Override
    public int hashCode() {
        return folders.hashCode();
    }

    @Override
    public String toString() {
        return folders.toString();
    }

    /** Hours are written as their difference from the first one, plus one; 0 stands for none. */
    void write(RowBuffer row) {
        row.putByte(VERSION);
        row.putNumber(folders.size());
        SortedTexts names = new SortedTexts();
        long first = Long.MAX_VALUE;
        for (Map.Entry<String, Times> folder : folders.entrySet()) {
            names.put(row, folder.getKey());
            first = Math.min(first, folder.getValue().first());
        }
        long[] hours = new long[2 * folders.size()];
        int next = 0;
        for (Times times : folders.values()) {
            hours[next++] = times.directly == NEVER ? 0 : times.directly - first + 1;
            hours[next++] = times.below == NEVER ? 0 : times.below - first + 1;
        }
        row.putNumber(first);
        row.putNumbers(hours);
    }

    static FolderAccessTimes read(RowBuffer row) {
        int version = row.getByte();
        FolderAccessTimes read = new FolderAccessTimes();
        if (version == VERSION) {
            read.readFolders(row);
        } else if (version == WITHOUT_COMMON_TEXTS) {
            read.readFoldersWithoutCommonTexts(row);
        } else {
            throw RowBuffer.unknownFormat("the accesses of folders have", version);
        }
        return read;
    }

    private void readFolders(RowBuffer row) {
        List<String> names = new ArrayList<>();
        SortedTexts texts = new SortedTexts();
        for (long left = row.getNumber(); left > 0; left--) {
            names.add(texts.get(row));
        }
        long first = row.getNumber();
        long[] hours = row.getNumbers(2 * names.size());
        int next = 0;
        for (String name : names) {
            put(name);
            add(name, new Times(hour(hours[next++], first), hour(hours[next++], first)));
        }
    }

    private void readFoldersWithoutCommonTexts(RowBuffer row) {
        for (long left = row.getNumber(); left > 0; left--) {
            String folder = row.getText();
            put(folder);
            add(folder, new Times(row.getNumber(), row.getNumber()));
        }
    }

    private static long hour(long difference, long first) {
        return difference == 0 ? NEVER : first + difference - 1;
    }

    private void put(String folder) {
        if (!folders.containsKey(folder)) {
            folders.put(folder, Times.NONE);
            order.add(folder);
        }
    }

    private boolean add(String folder, Times times) {
        Times before = folders.getOrDefault(folder, Times.NONE);
        Times after = before.plus(times);
        folders.put(folder, after);
        return !after.equals(before);
    }

    /** A folder is removed after those below it, as it comes before them in the order. */
    private void removeBeyond(int number) {
        while (folders.size() > Math.max(1, number)) {
            String removed = order.pollLast();
            if (removed == null) {
                return;
            }
            Times times = folders.remove(removed);
            String parent = removed.substring(0, removed.lastIndexOf('/', removed.length() - 2) + 1);
            if (times != null) {
                add(parent, new Times(NEVER, times.last()));
            }
        }
    }

    private static int depth(String folder) {
        return (int) folder.chars().filter(letter -> letter == '/').count();
    }

    /** Numbers of hours. */
    private record Times(long directly, long below) {

        static final Times NONE = new Times(NEVER, NEVER);

        Times plus(Times other) {
            return new Times(Math.max(directly, other.directly), Math.max(below, other.below));
        }

        long last() {
            return Math.max(directly, below);
        }

        /** The largest number if there is none. */
        long first() {
            long first = directly == NEVER ? Long.MAX_VALUE : directly;
            return below == NEVER ? first : Math.min(first, below);
        }
    }
}
