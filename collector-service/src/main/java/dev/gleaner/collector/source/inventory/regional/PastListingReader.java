package dev.gleaner.collector.source.inventory.regional;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.collector.listing.KindListing;
import dev.gleaner.collector.listing.RegionListing;
import dev.gleaner.collector.source.InvalidInputException;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.signal.proto.Signal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads listings that were recorded before the collector ran: {@code FOLDER/ACCOUNT/REGION/KIND/*.json}, each in the output
 * format of the AWS CLI and valid as of the time at which its file was written.
 */
final class PastListingReader {

    private static final Pattern ACCOUNT = Pattern.compile("\\d{12}");
    private static final Pattern REGION = Pattern.compile("[a-z]{2}(-[a-z]+)+-\\d+");
    private static final Pattern FILE = Pattern.compile("[^.].*\\.json");

    private final Path folder;

    PastListingReader(Path folder) {
        this.folder = folder;
    }

    /**
     * A file with a listing.
     *
     * @param place its path in the folder
     * @param asOf time at which it was written
     */
    record PastListingFile(Path path, String place, String account, String region, Instant asOf) {}

    /** The files of a kind in all accounts and regions, oldest first; none if the folder does not exist. */
    List<PastListingFile> files(KindListing kind) throws IOException {
        List<PastListingFile> files = new ArrayList<>();
        for (Path account : children(folder, ACCOUNT)) {
            for (Path region : children(account, REGION)) {
                for (Path file : children(region.resolve(kind.kind()), FILE)) {
                    files.add(new PastListingFile(
                            file,
                            folder.relativize(file).toString(),
                            account.getFileName().toString(),
                            region.getFileName().toString(),
                            written(file)));
                }
            }
        }
        files.sort(Comparator.comparing(PastListingFile::asOf).thenComparing(PastListingFile::place));
        return files;
    }

    /** The signals of a file, completely or not at all: missing resources would appear not to exist. */
    static List<Signal> signals(
            KindListing kind, KindListing.RecordedListingParser parser, PastListingFile file, byte[] content)
            throws InvalidInputException {
        RegionListing listing =
                new RegionListing(kind.source(), file.place(), file.account(), file.region(), file.asOf());
        try {
            JsonNode answer = Json.mapper().readTree(content);
            if (answer.hasNonNull("NextToken")) {
                throw new InvalidInputException("it is one page of several (NextToken)");
            }
            return parser.parse(answer, listing);
        } catch (JsonProcessingException e) {
            throw new InvalidInputException("not JSON");
        } catch (IOException e) {
            throw new InvalidInputException("not JSON: " + e.getMessage());
        } catch (IllegalArgumentException | DateTimeException e) {
            // The message may contain the content, which must not be logged.
            throw new InvalidInputException("not the output of " + kind.api());
        }
    }

    private static Instant written(Path file) throws IOException {
        return Files.getLastModifiedTime(file).toInstant().truncatedTo(ChronoUnit.MILLIS);
    }

    private static List<Path> children(Path parent, Pattern name) throws IOException {
        if (!Files.isDirectory(parent)) {
            return List.of();
        }
        try (Stream<Path> children = Files.list(parent)) {
            return children.filter(child ->
                            name.matcher(child.getFileName().toString()).matches())
                    .toList();
        }
    }
}
