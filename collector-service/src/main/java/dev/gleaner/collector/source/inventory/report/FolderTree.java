package dev.gleaner.collector.source.inventory.report;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Histograms of the folders of a bucket, up to {@link #DEPTH} slashes deep, in limited memory. Each object is counted in
 * the deepest folder of its key that the limits leave.
 *
 * <p>The limit is divided equally among the folders of the first slash. Of the folders below one of them those with the
 * fewest slashes stay, among equals those that come first in a pseudorandom order of their names; the others are counted
 * in their parents. What is left therefore depends on the names in the report alone, and not on the order of rows: a
 * share only shrinks, and a folder that was removed once would be removed again.
 */
final class FolderTree {

    /** Slashes of the deepest folders. */
    static final int DEPTH = 4;

    private static final Comparator<Folder> BY_NAME =
            Comparator.<Folder>comparingInt(Folder::rank).thenComparing(Folder::prefix);
    private static final Comparator<Folder> BY_DEPTH =
            Comparator.comparingInt(Folder::depth).thenComparing(BY_NAME);

    private final int mostTop;
    private final int most;
    private final Map<String, Folder> byPrefix = new HashMap<>();
    private final PriorityQueue<Folder> top = new PriorityQueue<>(BY_NAME.reversed());
    private final PrefixHistogram outside = new PrefixHistogram();
    private final PrefixHistogram beyond = new PrefixHistogram();
    private int share;
    private String last = "";
    private @Nullable PrefixHistogram ofLast;

    /**
     * @param mostTop number of folders of the first slash that have a histogram
     * @param most number of all folders that have a histogram, at least {@code mostTop}
     */
    FolderTree(int mostTop, int most) {
        this.mostTop = mostTop;
        this.most = most;
        this.share = most;
    }

    /** The histogram in which objects of a key are counted. */
    PrefixHistogram forKey(String key) {
        int end = folderEnd(key);
        PrefixHistogram known = ofLast;
        // Consecutive keys usually have the same folder.
        if (known != null && end == last.length() && key.startsWith(last)) {
            return known;
        }
        String prefix = key.substring(0, end);
        PrefixHistogram found = end == 0 ? outside : find(prefix);
        last = prefix;
        ofLast = found;
        return found;
    }

    /** Objects whose keys have no slash. */
    PrefixHistogram outside() {
        return outside;
    }

    /** Objects in folders of the first slash beyond the limit. */
    PrefixHistogram beyond() {
        return beyond;
    }

    /** All folders, in no order. */
    Collection<Folder> folders() {
        return byPrefix.values();
    }

    private static int folderEnd(String key) {
        int end = 0;
        for (int depth = 0; depth < DEPTH; depth++) {
            int slash = key.indexOf('/', end);
            if (slash < 0) {
                return end;
            }
            end = slash + 1;
        }
        return end;
    }

    private PrefixHistogram find(String prefix) {
        Folder known = byPrefix.get(prefix);
        if (known != null) {
            return known.histogram();
        }
        int end = prefix.indexOf('/') + 1;
        Optional<Folder> found = topFolder(prefix.substring(0, end));
        if (found.isEmpty()) {
            return beyond;
        }
        Folder folder = found.get();
        while (end < prefix.length()) {
            end = prefix.indexOf('/', end) + 1;
            Optional<Folder> child = child(folder, prefix.substring(0, end));
            if (child.isEmpty()) {
                break;
            }
            folder = child.get();
        }
        return folder.histogram();
    }

    /** Empty if the folder is beyond the limit. */
    private Optional<Folder> topFolder(String prefix) {
        Folder known = byPrefix.get(prefix);
        if (known != null) {
            return Optional.of(known);
        }
        Folder added = new Folder(prefix, null);
        if (top.size() == mostTop && BY_NAME.compare(added, top.element()) > 0) {
            return Optional.empty();
        }
        if (top.size() == mostTop) {
            removeTop(top.remove());
        }
        top.add(added);
        byPrefix.put(prefix, added);
        share = most / top.size() - 1;
        top.forEach(folder -> removeBeyond(folder, share));
        return Optional.of(added);
    }

    /** Empty if the folder is beyond its share. */
    private Optional<Folder> child(Folder parent, String prefix) {
        Folder known = byPrefix.get(prefix);
        if (known != null) {
            return Optional.of(known);
        }
        Folder added = new Folder(prefix, parent);
        PriorityQueue<Folder> below = added.top().below();
        if (share == 0 || (below.size() == share && BY_DEPTH.compare(added, below.element()) > 0)) {
            return Optional.empty();
        }
        removeBeyond(added.top(), share - 1);
        below.add(added);
        byPrefix.put(prefix, added);
        return Optional.of(added);
    }

    /** A folder is removed after those below it, as it comes before them in the order. */
    private void removeBeyond(Folder folder, int number) {
        while (folder.below().size() > number) {
            Folder removed = folder.below().remove();
            removed.parent().ifPresent(parent -> parent.histogram().addAll(removed.histogram()));
            byPrefix.remove(removed.prefix());
        }
    }

    private void removeTop(Folder removed) {
        removeBeyond(removed, 0);
        beyond.addAll(removed.histogram());
        byPrefix.remove(removed.prefix());
    }

    /** Mixes the bits of Java's hash (the finalizer of MurmurHash3), which is nearly the same for consecutive names. */
    static int rank(String prefix) {
        int mixed = prefix.hashCode();
        mixed = (mixed ^ (mixed >>> 16)) * 0x85ebca6b;
        mixed = (mixed ^ (mixed >>> 13)) * 0xc2b2ae35;
        return mixed ^ (mixed >>> 16);
    }

    /** A folder with the histogram of the objects that are counted in none below it. */
    static final class Folder {

        private final String prefix;
        private final int depth;
        private final int rank;
        private final @Nullable Folder parent;
        private final Folder top;
        private final PriorityQueue<Folder> below;
        private final PrefixHistogram histogram = new PrefixHistogram();

        private Folder(String prefix, @Nullable Folder parent) {
            this.prefix = prefix;
            this.parent = parent;
            this.rank = FolderTree.rank(prefix);
            this.depth = parent == null ? 1 : parent.depth + 1;
            this.top = parent == null ? this : parent.top;
            this.below = parent == null ? new PriorityQueue<>(BY_DEPTH.reversed()) : top.below;
        }

        /** With its last slash. */
        String prefix() {
            return prefix;
        }

        /** Number of slashes. */
        int depth() {
            return depth;
        }

        /** Empty for a folder of the first slash. */
        Optional<Folder> parent() {
            return Optional.ofNullable(parent);
        }

        PrefixHistogram histogram() {
            return histogram;
        }

        private int rank() {
            return rank;
        }

        private Folder top() {
            return top;
        }

        /** All folders below the one of the first slash, the last in the order first. */
        private PriorityQueue<Folder> below() {
            return below;
        }
    }
}
