package dev.gleaner.collector.source.billing;

import de.siegmar.fastcsv.reader.AbstractBaseCsvCallbackHandler;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import dev.gleaner.collector.source.InvalidInputException;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/** Reads CSV with a header line. Cells are taken from the buffer of the parser, so that no line makes objects. */
final class CsvBillReader {

    private static final String INCOMPLETE = "the file is not complete CSV or gzip";

    private CsvBillReader() {}

    /** Passes every line on; throws {@link InvalidInputException} if the file is truncated or no bill. */
    static void read(InputStream input, BillLineCollector lines) throws IOException, InvalidInputException {
        EndTracker tracked = new EndTracker(input);
        Lines handler = new Lines(lines, tracked);
        try (CsvReader<Boolean> reader = CsvReader.builder()
                .detectBomHeader(true)
                .allowExtraFields(true)
                .allowMissingFields(true)
                .allowExtraCharsAfterClosingQuote(false)
                .build(handler, tracked, StandardCharsets.UTF_8)) {
            for (Boolean ignored : reader) {
                handler.throwFault();
            }
        } catch (CsvParseException | UncheckedIOException e) {
            throw cause(e);
        }
        handler.end();
    }

    /** Damage of the content, or else a failure to read it, after which it may be read again. The parser wraps all exceptions. */
    private static IOException cause(RuntimeException e) throws InvalidInputException {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof BillLineCollector.SpoolFailure failure) {
                throw failure;
            }
            if (cause instanceof IOException failure && !isDamage(failure)) {
                return failure;
            }
        }
        throw new InvalidInputException(INCOMPLETE);
    }

    private static boolean isDamage(IOException e) {
        return e instanceof EOFException || e instanceof ZipException;
    }

    /** Receives the cells. The first line is the header. */
    private static final class Lines extends AbstractBaseCsvCallbackHandler<Boolean> {

        private final BillLineCollector lines;
        private final EndTracker input;
        private final List<String> header = new ArrayList<>();
        private @Nullable BillColumn[] columns = new BillColumn[0];
        private boolean headerRead;
        private boolean lastIsQuoted;
        private boolean empty;
        private int cells;
        private long number;
        private @Nullable InvalidInputException fault;

        /** Lines with another number of cells are rejected when the next one begins: the last one may be cut off. */
        private long rejected = -1;

        private int rejectedCells;

        Lines(BillLineCollector lines, EndTracker input) {
            this.lines = lines;
            this.input = input;
        }

        @Override
        protected void handleBegin(long startingLine) {
            reject();
            number = startingLine;
            cells = 0;
            empty = false;
        }

        @Override
        protected void handleField(int field, char[] buffer, int offset, int length, boolean quoted) {
            cells = field + 1;
            lastIsQuoted = quoted;
            if (!headerRead) {
                header.add(new String(buffer, offset, length));
            } else if (field < columns.length) {
                BillColumn column = columns[field];
                if (column != null) {
                    lines.line().set(column, buffer, offset, length);
                }
            }
        }

        @Override
        protected void handleEmpty() {
            empty = true;
        }

        @Override
        protected Boolean buildRecord() {
            if (empty) {
                return true;
            }
            if (!headerRead) {
                readHeader();
            } else if (cells == columns.length) {
                lines.add(number);
            } else {
                rejected = number;
                rejectedCells = cells;
            }
            return true;
        }

        private void readHeader() {
            headerRead = true;
            columns = new BillColumn[header.size()];
            try {
                BillFormat format = BillFormat.of(header);
                Map<String, BillColumn> known = format.columns(header);
                for (int i = 0; i < columns.length; i++) {
                    // Of two columns with the same name the first one counts.
                    columns[i] = header.indexOf(header.get(i)) == i ? known.get(header.get(i)) : null;
                }
                lines.setFormat(format);
            } catch (InvalidInputException e) {
                fault = new InvalidInputException("line " + number + ": " + e.reason());
            }
        }

        private void reject() {
            if (rejected >= 0) {
                lines.addUnreadable(rejected, rejectedCells + " cells under " + columns.length + " columns");
                rejected = -1;
            }
        }

        void throwFault() throws InvalidInputException {
            if (fault != null) {
                throw fault;
            }
        }

        /** Throws if the file ends within a line. */
        void end() throws InvalidInputException {
            throwFault();
            if (!headerRead) {
                throw new InvalidInputException("line 1: there is no header");
            }
            boolean cutOff = rejected >= 0 && rejectedCells < columns.length && !input.endsWithNewLine();
            if (cutOff || (lastIsQuoted && !input.endsWithQuote())) {
                throw new InvalidInputException(INCOMPLETE);
            }
            reject();
        }
    }

    /** Remembers how a file ends, because the parser accepts a quoted cell without an end. */
    private static final class EndTracker extends FilterInputStream {

        private int last;
        private int lastOfText;

        EndTracker(InputStream input) {
            super(input);
        }

        boolean endsWithNewLine() {
            return isNewLine(last);
        }

        /** Before new lines. */
        boolean endsWithQuote() {
            return lastOfText == '"';
        }

        @Override
        public int read() throws IOException {
            int next = super.read();
            if (next >= 0) {
                track(next);
            }
            return next;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int count = super.read(buffer, offset, length);
            if (count > 0) {
                int text = offset + count - 1;
                while (text > offset && isNewLine(buffer[text])) {
                    text--;
                }
                track(buffer[text]);
                last = buffer[offset + count - 1];
            }
            return count;
        }

        private void track(int next) {
            last = next;
            lastOfText = isNewLine(next) ? lastOfText : next;
        }

        private static boolean isNewLine(int character) {
            return character == '\n' || character == '\r';
        }
    }
}
