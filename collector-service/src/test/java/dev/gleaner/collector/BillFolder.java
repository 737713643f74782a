package dev.gleaner.collector;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;

/** Folders of bills and of inventory reports that the application under test watches, one for what it puts aside, and one for its archive. */
public final class BillFolder {

    private BillFolder() {}

    /** Makes it, and returns the settings by which it is found. */
    public static Map<String, String> make() throws IOException {
        return Map.ofEntries(
                Map.entry(
                        "collector.billing.folder",
                        Files.createTempDirectory("bills").toString()),
                Map.entry(
                        "collector.billing.spool",
                        Files.createTempDirectory("spool").toString()),
                Map.entry("collector.billing.interval", "PT1S"),
                Map.entry(
                        "collector.archive.folder",
                        Files.createTempDirectory("archive").toString()),
                Map.entry("collector.archive.file-age", "PT1S"),
                Map.entry(
                        "collector.inventory-reports.folder",
                        Files.createTempDirectory("reports").toString()),
                Map.entry("collector.inventory-reports.interval", "PT1S"),
                Map.entry("collector.inventory-reports.account", "012345678901"),
                Map.entry("collector.inventory-reports.region", "us-east-1"));
    }
}
