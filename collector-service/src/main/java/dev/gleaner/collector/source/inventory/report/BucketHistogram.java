package dev.gleaner.collector.source.inventory.report;

import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * Histograms of a limited number of prefixes of a bucket, those with the most bytes: folders of the first slash, and
 * below them those with at least 1 % of the bucket's bytes. An object is counted under its longest prefix. The order of
 * keys does not matter.
 */
final class BucketHistogram {

    /** Stands for all prefixes beyond the limit; no prefix has this name. */
    static final String OTHERS = "*";

    /** Folders that are counted while a report is read, for each prefix that is reported. */
    static final int FOLDERS_PER_PREFIX = 20;

    /** Folders of the first slash that are counted while a report is read, for each prefix that is reported. */
    static final int TOP_FOLDERS_PER_PREFIX = 10;

    /** A folder below another one is reported from this part of the bucket's bytes on: the hundredth. */
    private static final int PART = 100;

    private static final Comparator<FolderTree.Folder> DEEPEST_FIRST =
            Comparator.comparingInt(FolderTree.Folder::depth).reversed();

    private final int limit;
    private final FolderTree tree;

    /** Reports this number of prefixes, besides the objects whose keys have no slash and {@link #OTHERS}. */
    BucketHistogram(int limit) {
        this.limit = Math.max(1, limit);
        this.tree = new FolderTree(TOP_FOLDERS_PER_PREFIX * this.limit, FOLDERS_PER_PREFIX * this.limit);
    }

    /** The histogram in which objects of a key are counted; valid until the next call. */
    PrefixHistogram forKey(String key) {
        return tree.forKey(key);
    }

    /**
     * Passes all histograms on, by prefix, and the others last; nothing may be counted afterwards. A prefix all of whose
     * objects lie under longer prefixes is passed on, too, without objects.
     */
    void forEach(BiConsumer<String, PrefixHistogram> consumer) {
        List<FolderTree.Folder> folders =
                tree.folders().stream().sorted(DEEPEST_FIRST).toList();
        Set<FolderTree.Folder> reported = largest(folders);
        PrefixHistogram others = tree.beyond();
        Map<String, PrefixHistogram> byPrefix = new TreeMap<>();
        for (FolderTree.Folder folder : folders) {
            if (reported.contains(folder)) {
                byPrefix.put(folder.prefix(), folder.histogram());
            } else {
                folder.parent().map(FolderTree.Folder::histogram).orElse(others).addAll(folder.histogram());
            }
        }
        if (!tree.outside().isEmpty()) {
            byPrefix.put("", tree.outside());
        }
        byPrefix.forEach(consumer);
        if (!others.isEmpty()) {
            consumer.accept(OTHERS, others);
        }
    }

    /** A folder comes before those below it, which have at most as many bytes. */
    private Set<FolderTree.Folder> largest(List<FolderTree.Folder> deepestFirst) {
        Map<FolderTree.Folder, Long> bytes = new HashMap<>();
        long all = tree.outside().bytes() + tree.beyond().bytes();
        for (FolderTree.Folder folder : deepestFirst) {
            long ofFolder = bytes.merge(folder, folder.histogram().bytes(), Long::sum);
            folder.parent().ifPresent(parent -> bytes.merge(parent, ofFolder, Long::sum));
            all += folder.parent().isPresent() ? 0 : ofFolder;
        }
        long least = Math.max(1, all / PART + (all % PART == 0 ? 0 : 1));
        return new HashSet<>(deepestFirst.stream()
                .filter(folder -> folder.parent().isEmpty() || bytes.getOrDefault(folder, 0L) >= least)
                .sorted(Comparator.<FolderTree.Folder>comparingLong(folder -> -bytes.getOrDefault(folder, 0L))
                        .thenComparingInt(FolderTree.Folder::depth)
                        .thenComparing(FolderTree.Folder::prefix))
                .limit(limit)
                .toList());
    }
}
