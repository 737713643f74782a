package dev.gleaner.collector.source.billing;

import dev.gleaner.collector.files.FileStore;
import dev.gleaner.collector.files.StoredFile;
import dev.gleaner.collector.source.InvalidInputException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Finds the statements of a store, and those that are not complete. */
final class StatementFinder {

    /**
     * AWS overwrites the files of a statement, and then its manifest. Files that are newer than their manifest are new for so long;
     * after that, somebody copied them in another order.
     */
    private static final Duration OVERWRITTEN_WITHIN = Duration.ofHours(1);

    private final FileStore store;
    private final Predicate<StoredFile> known;

    /**
     * Finds statements in a store.
     *
     * @param known whether a manifest is known to be unusable
     */
    StatementFinder(FileStore store, Predicate<StoredFile> known) {
        this.store = store;
        this.known = known;
    }

    /** Whether a file belongs to a statement. */
    static boolean isWanted(StoredFile file) {
        return BillFileReader.isBill(file) || ExportManifest.of(file).isPresent();
    }

    /** All statements, the older ones first. */
    Found find(Instant now) throws IOException {
        List<StoredFile> listed = store.list();
        List<ExportManifest> manifests = ExportManifest.newest(listed);
        List<StoredFile> bills = listed.stream().filter(BillFileReader::isBill).toList();
        Map<String, StoredFile> byPath =
                bills.stream().collect(Collectors.toMap(StoredFile::path, Function.identity(), (one, other) -> one));
        Found found = new Found(new ArrayList<>(), new ArrayList<>(), new HashSet<>());
        for (ExportManifest manifest : manifests) {
            found.folders.add(manifest.dataFolder());
            if (!known.test(manifest.file())) {
                add(manifest, byPath, now, found);
            }
        }
        bills.stream()
                .filter(file ->
                        manifests.stream().noneMatch(manifest -> file.path().startsWith(manifest.dataFolder())))
                .collect(Collectors.groupingBy(StoredFile::folder, TreeMap::new, Collectors.toList()))
                .forEach((folder, files) -> found.statements.add(StatementFiles.ofFolder(folder, files)));
        found.statements.forEach(statement -> found.folders.add(statement.folder()));
        found.statements.sort(Comparator.comparing(StatementFiles::stated).thenComparing(StatementFiles::folder));
        return found;
    }

    private void add(ExportManifest manifest, Map<String, StoredFile> listed, Instant now, Found found) {
        List<StoredFile> files = new ArrayList<>();
        try (InputStream content = store.open(manifest.file())) {
            for (String path : manifest.dataFiles(content.readAllBytes())) {
                StoredFile file = listed.get(path);
                if (file == null) {
                    found.incomplete.add(new Incomplete(
                            manifest.file(), "the manifest names " + path + ", which is not there", Fault.MISSING));
                    return;
                }
                files.add(file);
            }
        } catch (InvalidInputException e) {
            found.incomplete.add(new Incomplete(manifest.file(), e.reason(), Fault.UNUSABLE));
            return;
        } catch (IOException e) {
            found.incomplete.add(new Incomplete(manifest.file(), String.valueOf(e.getMessage()), Fault.NOT_YET));
            return;
        }
        StatementFiles ofFiles = StatementFiles.ofFolder(manifest.dataFolder(), files);
        Instant written = manifest.file().modified();
        if (ofFiles.stated().isAfter(written)
                && ofFiles.stated().plus(OVERWRITTEN_WITHIN).isAfter(now)) {
            found.incomplete.add(new Incomplete(
                    manifest.file(), "its files are newer than its manifest: it is being overwritten", Fault.NOT_YET));
            return;
        }
        found.statements.add(ofFiles);
    }

    /**
     * What is in a store.
     *
     * @param incomplete manifests of incomplete statements
     * @param folders of all statements, complete or not
     */
    record Found(List<StatementFiles> statements, List<Incomplete> incomplete, Set<String> folders) {}

    /** A manifest whose statement can't be read. */
    record Incomplete(StoredFile manifest, String reason, Fault fault) {}

    /** Why a statement can't be read. */
    enum Fault {
        /** Until the manifest changes. */
        UNUSABLE,
        /** Until the missing file is there. */
        MISSING,
        /** For a short time. */
        NOT_YET
    }
}
