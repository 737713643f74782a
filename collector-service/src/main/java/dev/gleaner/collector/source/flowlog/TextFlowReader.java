package dev.gleaner.collector.source.flowlog;

import dev.gleaner.collector.source.InvalidInputException;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;

/** Reads text, compressed or not: fields separated by blanks, after a header line with their names. */
final class TextFlowReader {

    /** Fields of the default format, version 2. */
    static final String DEFAULT_FORMAT = "version account-id interface-id srcaddr dstaddr srcport dstport protocol"
            + " packets bytes start end action log-status";

    private final Map<FlowField, Integer> places = new EnumMap<>(FlowField.class);
    private final int columns;

    private TextFlowReader(List<String> header) {
        for (FlowField field : FlowField.values()) {
            places.put(field, header.indexOf(field.header()));
        }
        this.columns = header.size();
    }

    /**
     * Passes every row on; throws {@link InvalidInputException} if the file is truncated, after the rows before that
     * place.
     *
     * @param format names of the fields in a file without a header
     */
    static void read(byte[] bytes, String format, Consumer<FlowRow> rows) throws InvalidInputException {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(unpacked(bytes), StandardCharsets.UTF_8))) {
            TextFlowReader text = null;
            long number = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                List<String> cells = cells(line);
                if (text == null && isHeader(cells)) {
                    text = new TextFlowReader(cells);
                } else if (!cells.isEmpty()) {
                    text = text == null ? new TextFlowReader(cells(format)) : text;
                    rows.accept(text.row(number++, cells));
                }
            }
        } catch (IOException e) {
            throw new InvalidInputException("the file is not complete gzip");
        }
    }

    /** Rows with another number of columns are rejected, because their values would be assigned to wrong fields. */
    private FlowRow row(long number, List<String> cells) {
        return new FlowRow(number, field -> {
            int place = places.getOrDefault(field, -1);
            return place < 0 || cells.size() != columns ? "" : cells.get(place);
        });
    }

    private static boolean isHeader(List<String> cells) {
        return Arrays.stream(FlowField.values()).anyMatch(field -> cells.contains(field.header()));
    }

    private static List<String> cells(String line) {
        return line.isBlank() ? List.of() : List.of(line.strip().split(" "));
    }

    private static InputStream unpacked(byte[] bytes) throws IOException {
        InputStream input = new ByteArrayInputStream(bytes);
        boolean packed = bytes.length > 1 && bytes[0] == 0x1f && bytes[1] == (byte) 0x8b;
        return packed ? new GZIPInputStream(input) : input;
    }
}
