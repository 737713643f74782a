package dev.gleaner.collector.source.billing;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.collector.files.StoredFile;
import dev.gleaner.collector.source.InvalidInputException;
import dev.gleaner.contracts.Json;
import java.io.UncheckedIOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The manifest that AWS Data Exports writes once all files of a statement are there ("Data Exports manifest file reference", AWS Data
 * Exports User Guide): {@code EXPORT/metadata/BILLING_PERIOD=2026-11/EXPORT-Manifest.json}. Its files are in {@code
 * EXPORT/data/BILLING_PERIOD=2026-11/}, or in a folder of the execution in it if the export creates new files each time.
 *
 * @param root path of the export's folder; empty, or it ends with a slash
 * @param partition {@code BILLING_PERIOD=2026-11}
 */
record ExportManifest(StoredFile file, String root, String partition) {

    private static final Pattern PATH =
            Pattern.compile("((?:.*/)?)metadata/([^/]+)/(?:.*/)?[^/]*Manifest\\.json", Pattern.CASE_INSENSITIVE);

    private static final String DATA = "data/";

    /** The manifest, if the file is one. */
    static Optional<ExportManifest> of(StoredFile file) {
        Matcher path = PATH.matcher(file.path());
        return path.matches() ? Optional.of(new ExportManifest(file, path.group(1), path.group(2))) : Optional.empty();
    }

    /** The folder of the statements of its billing period. */
    String dataFolder() {
        return root + DATA + partition + "/";
    }

    /**
     * The paths of the files that it names, each once. The export may have been copied to another place, so that only
     * their places within it count.
     */
    Set<String> dataFiles(byte[] content) throws InvalidInputException {
        Set<String> paths = new LinkedHashSet<>();
        for (JsonNode named : json(content).path("dataFiles")) {
            String address = "/" + named.asText();
            int data = address.lastIndexOf("/" + DATA);
            String path = data < 0 ? "" : root + address.substring(data + 1);
            if (!path.startsWith(dataFolder())) {
                throw new InvalidInputException("the manifest names a file that is not in " + dataFolder());
            }
            paths.add(path);
        }
        if (paths.isEmpty()) {
            throw new InvalidInputException("the manifest names no files");
        }
        return paths;
    }

    private static JsonNode json(byte[] content) throws InvalidInputException {
        try {
            return Json.read(content, JsonNode.class);
        } catch (UncheckedIOException e) {
            throw new InvalidInputException("the manifest is no JSON");
        }
    }

    /** The newest manifest of each billing period of each export. */
    static List<ExportManifest> newest(List<StoredFile> files) {
        Map<String, ExportManifest> newest = new TreeMap<>();
        for (StoredFile file : files) {
            of(file).ifPresent(manifest -> newest.merge(manifest.dataFolder(), manifest, ExportManifest::later));
        }
        return List.copyOf(newest.values());
    }

    private ExportManifest later(ExportManifest other) {
        int byTime = file.modified().compareTo(other.file.modified());
        return byTime > 0 || (byTime == 0 && file.path().compareTo(other.file.path()) > 0) ? this : other;
    }
}
