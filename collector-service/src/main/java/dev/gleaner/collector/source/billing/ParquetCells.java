package dev.gleaner.collector.source.billing;

import dev.gleaner.collector.source.billing.charge.ExactAmount;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Objects;
import org.apache.parquet.column.Dictionary;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.jspecify.annotations.Nullable;

/** Converts the values of Parquet's columns to cells of the present line. Each value of a dictionary is converted once. */
final class ParquetCells {

    /** Of the Julian day that begins on 1970-01-01; INT96 counts days from it. */
    private static final int EPOCH_DAY = 2_440_588;

    private ParquetCells() {}

    /** The cells of a column. */
    static Cell of(BillColumn column, PrimitiveType type, BillLine line) {
        return switch (column.kind()) {
            case TEXT -> new TextCell(column, type, line);
            case TIME -> new TimeCell(column, type, line);
            case AMOUNT -> new AmountCell(column, type, line);
        };
    }

    static int idOf(TextDictionary texts, Binary binary) {
        ByteBuffer bytes = binary.toByteBuffer();
        return bytes.hasArray()
                ? texts.idOf(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining())
                : texts.idOf(binary.toStringUsingUTF8());
    }

    static String text(Dictionary dictionary, int number) {
        return dictionary.decodeToBinary(number).toStringUsingUTF8();
    }

    /** Values of a column that are converted to cells of the present line. */
    abstract static class Cell extends PrimitiveConverter {

        final BillColumn column;
        final PrimitiveType type;
        final BillLine line;

        Cell(BillColumn column, PrimitiveType type, BillLine line) {
            this.column = column;
            this.type = type;
            this.line = line;
        }

        /** Forgets what depends on the numbers of texts. */
        void forget() {}

        @Override
        public final boolean hasDictionarySupport() {
            return true;
        }
    }

    /** Numbers of texts by their numbers in a dictionary of Parquet. */
    static final class DictionaryIds {

        private final TextDictionary texts;
        private @Nullable Dictionary dictionary;
        private Texts source = ParquetCells::text;
        private int[] ids = new int[0];

        DictionaryIds(TextDictionary texts) {
            this.texts = texts;
        }

        void set(Dictionary next, Texts textsOfNext) {
            dictionary = next;
            source = textsOfNext;
            ids = new int[next.getMaxId() + 1];
            forget();
        }

        void forget() {
            Arrays.fill(ids, -1);
        }

        int get(int number) {
            int id = ids[number];
            if (id < 0) {
                id = texts.idOf(source.text(Objects.requireNonNull(dictionary), number));
                ids[number] = id;
            }
            return id;
        }

        interface Texts {
            String text(Dictionary dictionary, int number);
        }
    }

    private static final class TextCell extends Cell {

        private final TextDictionary texts;
        private final DictionaryIds ids;

        TextCell(BillColumn column, PrimitiveType type, BillLine line) {
            super(column, type, line);
            this.texts = line.dictionary(column);
            this.ids = new DictionaryIds(texts);
        }

        @Override
        void forget() {
            ids.forget();
        }

        @Override
        public void setDictionary(Dictionary dictionary) {
            ids.set(
                    dictionary,
                    switch (type.getPrimitiveTypeName()) {
                        case INT32 -> (all, number) -> type.stringifier().stringify(all.decodeToInt(number));
                        case INT64 -> (all, number) -> type.stringifier().stringify(all.decodeToLong(number));
                        case DOUBLE -> (all, number) -> Double.toString(all.decodeToDouble(number));
                        case FLOAT -> (all, number) -> Float.toString(all.decodeToFloat(number));
                        default -> ParquetCells::text;
                    });
        }

        @Override
        public void addValueFromDictionary(int number) {
            line.setText(column, ids.get(number));
        }

        @Override
        public void addBinary(Binary binary) {
            line.setText(column, idOf(texts, binary));
        }

        @Override
        public void addInt(int value) {
            line.setText(column, texts.idOf(type.stringifier().stringify(value)));
        }

        @Override
        public void addLong(long value) {
            line.setText(column, texts.idOf(type.stringifier().stringify(value)));
        }

        @Override
        public void addDouble(double value) {
            line.setText(column, texts.idOf(Double.toString(value)));
        }

        @Override
        public void addFloat(float value) {
            line.setText(column, texts.idOf(Float.toString(value)));
        }

        @Override
        public void addBoolean(boolean value) {
            line.setText(column, texts.idOf(Boolean.toString(value)));
        }
    }

    private static final class TimeCell extends Cell {

        private long[] times = new long[0];
        private final ChronoUnit unit;

        TimeCell(BillColumn column, PrimitiveType type, BillLine line) {
            super(column, type, line);
            this.unit = unit(type);
        }

        private static ChronoUnit unit(PrimitiveType type) {
            if (type.getLogicalTypeAnnotation() instanceof TimestampLogicalTypeAnnotation timestamp) {
                return switch (timestamp.getUnit()) {
                    case MILLIS -> ChronoUnit.MILLIS;
                    case MICROS -> ChronoUnit.MICROS;
                    case NANOS -> ChronoUnit.NANOS;
                };
            }
            return type.getLogicalTypeAnnotation() instanceof LogicalTypeAnnotation.DateLogicalTypeAnnotation
                    ? ChronoUnit.DAYS
                    : ChronoUnit.MILLIS;
        }

        @Override
        public void setDictionary(Dictionary dictionary) {
            times = new long[dictionary.getMaxId() + 1];
            for (int i = 0; i < times.length; i++) {
                times[i] = switch (type.getPrimitiveTypeName()) {
                    case INT32 -> time(dictionary.decodeToInt(i));
                    case INT64 -> time(dictionary.decodeToLong(i));
                    case INT96, BINARY, FIXED_LEN_BYTE_ARRAY -> time(dictionary.decodeToBinary(i));
                    default -> BillLine.BAD_TIME;
                };
            }
        }

        @Override
        public void addValueFromDictionary(int number) {
            line.setTime(column, times[number]);
        }

        @Override
        public void addBinary(Binary binary) {
            line.setTime(column, time(binary));
        }

        @Override
        public void addInt(int value) {
            line.setTime(column, time(value));
        }

        @Override
        public void addLong(long value) {
            line.setTime(column, time(value));
        }

        private long time(long value) {
            return BillLine.TimeParser.millis(Instant.EPOCH.plus(value, unit));
        }

        private long time(Binary binary) {
            if (type.getPrimitiveTypeName() != PrimitiveTypeName.INT96) {
                return BillLine.TimeParser.millis(binary.toStringUsingUTF8());
            }
            ByteBuffer bytes = binary.toByteBuffer().slice().order(ByteOrder.LITTLE_ENDIAN);
            long nanos = bytes.getLong();
            return BillLine.TimeParser.millis(Instant.EPOCH
                    .plus(bytes.getInt() - EPOCH_DAY, ChronoUnit.DAYS)
                    .plusNanos(nanos));
        }
    }

    private static final class AmountCell extends Cell {

        private final ExactAmount amount;
        private final int scale;
        private @Nullable Dictionary dictionary;
        private @Nullable ExactAmount[] known = new ExactAmount[0];

        AmountCell(BillColumn column, PrimitiveType type, BillLine line) {
            super(column, type, line);
            this.amount = line.amount(column);
            this.scale = type.getLogicalTypeAnnotation() instanceof DecimalLogicalTypeAnnotation decimal
                    ? decimal.getScale()
                    : -1;
        }

        @Override
        public void setDictionary(Dictionary next) {
            dictionary = next;
            known = new ExactAmount[next.getMaxId() + 1];
        }

        @Override
        public void addValueFromDictionary(int number) {
            ExactAmount value = known[number];
            if (value == null) {
                value = decode(Objects.requireNonNull(dictionary), number);
                known[number] = value;
            }
            amount.set(value);
        }

        private ExactAmount decode(Dictionary values, int number) {
            ExactAmount value = new ExactAmount();
            switch (type.getPrimitiveTypeName()) {
                case DOUBLE -> value.set(values.decodeToDouble(number));
                case FLOAT -> set(value, values.decodeToFloat(number));
                case INT32 -> value.set(values.decodeToInt(number), Math.max(0, scale));
                case INT64 -> value.set(values.decodeToLong(number), Math.max(0, scale));
                case BINARY, FIXED_LEN_BYTE_ARRAY -> set(value, values.decodeToBinary(number));
                case BOOLEAN, INT96 -> value.setInvalid();
            }
            return value;
        }

        private void set(ExactAmount value, Binary binary) {
            if (scale < 0) {
                value.parse(binary.toStringUsingUTF8());
            } else {
                value.set(new BigDecimal(new BigInteger(binary.getBytes()), scale));
            }
        }

        private static void set(ExactAmount value, float number) {
            if (Float.isFinite(number)) {
                value.set(new BigDecimal(Float.toString(number)));
            } else {
                value.setInvalid();
            }
        }

        @Override
        public void addBinary(Binary binary) {
            set(amount, binary);
        }

        @Override
        public void addDouble(double value) {
            amount.set(value);
        }

        @Override
        public void addFloat(float value) {
            set(amount, value);
        }

        @Override
        public void addInt(int value) {
            amount.set(value, Math.max(0, scale));
        }

        @Override
        public void addLong(long value) {
            amount.set(value, Math.max(0, scale));
        }
    }
}
