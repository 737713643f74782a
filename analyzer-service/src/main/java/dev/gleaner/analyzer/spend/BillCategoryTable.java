package dev.gleaner.analyzer.spend;

import dev.gleaner.contracts.signal.proto.BilledCharge;
import dev.gleaner.contracts.signal.proto.ChargeCategory;
import dev.gleaner.contracts.spend.SharedCost;
import dev.gleaner.contracts.spend.SpendCategory;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** Assigns each charge to one category by its service, usage type and charge category. Not thread-safe. */
public final class BillCategoryTable {

    private static final String BUNDLED = "bill-categories.csv";
    private static final int COLUMNS = 5;

    /** Far more combinations than AWS has. */
    private static final int KNOWN = 100_000;

    private static final String COMPUTE = "compute";
    private static final Type UNCLASSIFIED = new Type(SpendCategory.UNCLASSIFIED, null);

    private final List<Row> rows;
    private final Map<Key, Type> known = new HashMap<>();

    private BillCategoryTable(List<Row> rows) {
        this.rows = rows;
    }

    /**
     * The table of a file, or the one that is part of the analyzer.
     *
     * @throws IllegalArgumentException with file and line if it is not of the form
     */
    static BillCategoryTable read(Optional<Path> file) {
        String name = file.map(Path::toString).orElse(BUNDLED);
        try (Reader reader = file.isPresent()
                ? Files.newBufferedReader(file.get())
                : new InputStreamReader(
                        Objects.requireNonNull(BillCategoryTable.class.getResourceAsStream(BUNDLED), BUNDLED),
                        StandardCharsets.UTF_8)) {
            return parse(name, new BufferedReader(reader));
        } catch (IOException e) {
            throw new UncheckedIOException("the categories of charges cannot be read: " + name, e);
        }
    }

    private static BillCategoryTable parse(String name, BufferedReader reader) throws IOException {
        List<Row> rows = new ArrayList<>();
        int number = 0;
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            number++;
            if (!line.isBlank() && !line.startsWith("#")) {
                try {
                    rows.add(Row.parse(line));
                } catch (IllegalArgumentException e) {
                    throw new IllegalArgumentException(name + ", line " + number + ": " + e.getMessage(), e);
                }
            }
        }
        return new BillCategoryTable(rows);
    }

    /** The type of a charge. */
    Type typeOf(BilledCharge charge) {
        Key key = new Key(charge.getService(), charge.getUsageType(), charge.getCategory());
        Type type = known.get(key);
        if (type == null) {
            type = rows.stream()
                    .filter(row -> row.matches(key))
                    .map(Row::type)
                    .findFirst()
                    .orElse(UNCLASSIFIED);
            if (known.size() >= KNOWN) {
                known.clear();
            }
            known.put(key, type);
        }
        return type;
    }

    /**
     * The type of a charge.
     *
     * @param category {@link SpendCategory#ACTIVE_COMPUTE} for compute, of which findings may show that a part is idle
     * @param shared kind of the shared cost; null for all other cost
     */
    record Type(SpendCategory category, @Nullable SharedCost shared) {

        boolean isCompute() {
            return category == SpendCategory.ACTIVE_COMPUTE;
        }
    }

    private record Key(String service, String usageType, ChargeCategory category) {}

    private record Row(String category, Pattern service, Pattern usageType, Type type) {

        static Row parse(String line) {
            String[] cells = line.split(",", -1);
            if (cells.length != COLUMNS) {
                throw new IllegalArgumentException(cells.length + " columns instead of " + COLUMNS);
            }
            return new Row(
                    chargeCategory(cells[0].strip()),
                    pattern(cells[1]),
                    pattern(cells[2]),
                    new Type(category(cells[3].strip()), shared(cells[4].strip())));
        }

        boolean matches(Key key) {
            return (category.isEmpty() || category.equals(key.category().name()))
                    && service.matcher(key.service()).find()
                    && usageType.matcher(key.usageType()).find();
        }

        private static String chargeCategory(String text) {
            String name = text.toUpperCase(Locale.ROOT);
            if (!name.isEmpty()) {
                ChargeCategory.valueOf(name);
            }
            return name;
        }

        private static Pattern pattern(String text) {
            try {
                return Pattern.compile(text.strip(), Pattern.CASE_INSENSITIVE);
            } catch (PatternSyntaxException e) {
                throw new IllegalArgumentException(text + " is no regular expression: " + e.getDescription(), e);
            }
        }

        private static SpendCategory category(String text) {
            if (text.equals(COMPUTE)) {
                return SpendCategory.ACTIVE_COMPUTE;
            }
            return Arrays.stream(SpendCategory.values())
                    .filter(category -> category.id().equals(text))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("no category " + text));
        }

        private static @Nullable SharedCost shared(String text) {
            return text.isEmpty()
                    ? null
                    : SharedCost.of(text)
                            .orElseThrow(() -> new IllegalArgumentException("no kind of shared cost " + text));
        }
    }
}
