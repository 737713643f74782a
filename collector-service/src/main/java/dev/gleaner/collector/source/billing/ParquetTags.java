package dev.gleaner.collector.source.billing;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.Dictionary;
import org.apache.parquet.column.impl.ColumnReadStoreImpl;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/** The tags of lines as a map of Parquet. Each distinct map becomes a text once, as if the file had tags as JSON. */
final class ParquetTags {

    private final String[] keyPath;
    private final String[] valuePath;
    private final BillLineCollector lines;
    private final BilledTagReader kept;
    private final TextDictionary keys = new TextDictionary();
    private final TextDictionary values = new TextDictionary();
    private final TagCell key = new TagCell(keys);
    private final TagCell value = new TagCell(values);
    private final Map<Pairs, Integer> texts = new HashMap<>();
    private final Map<Integer, Boolean> keptKeys = new HashMap<>();
    private Pairs pairs = new Pairs();
    private Pairs before = new Pairs();
    private int textBefore = TextDictionary.ABSENT;
    private @Nullable ColumnReader keyReader;
    private @Nullable ColumnReader valueReader;
    private int keyPresent;
    private int valuePresent;

    ParquetTags(GroupType type, BillLineCollector lines) {
        this.lines = lines;
        this.kept = lines.tags();
        GroupType entry = type.getType(0).asGroupType();
        this.keyPath = new String[] {type.getName(), entry.getName(), entry.getFieldName(0)};
        this.valuePath = new String[] {type.getName(), entry.getName(), entry.getFieldName(1)};
    }

    /** Whether a column is a map of texts. */
    static boolean isMap(Type type) {
        if (type.isPrimitive() || type.isRepetition(Type.Repetition.REPEATED)) {
            return false;
        }
        GroupType group = type.asGroupType();
        if (group.getFieldCount() != 1
                || group.getType(0).isPrimitive()
                || !group.getType(0).isRepetition(Type.Repetition.REPEATED)) {
            return false;
        }
        GroupType entry = group.getType(0).asGroupType();
        return entry.getFieldCount() == 2
                && entry.getFields().stream().allMatch(Type::isPrimitive)
                && entry.getFields().stream().noneMatch(field -> field.isRepetition(Type.Repetition.REPEATED));
    }

    /** Opens the columns of a row group. */
    void open(ColumnReadStoreImpl store, MessageType schema) {
        keyReader = store.getColumnReader(schema.getColumnDescription(keyPath));
        valueReader = store.getColumnReader(schema.getColumnDescription(valuePath));
        keyPresent = schema.getMaxDefinitionLevel(keyPath);
        valuePresent = schema.getMaxDefinitionLevel(valuePath);
    }

    /** Sets the tags of the next line. */
    void read() {
        ColumnReader nextKey = Objects.requireNonNull(keyReader);
        ColumnReader nextValue = Objects.requireNonNull(valueReader);
        pairs.clear();
        do {
            if (nextKey.getCurrentDefinitionLevel() == keyPresent) {
                nextKey.writeCurrentValueToConverter();
                if (nextValue.getCurrentDefinitionLevel() == valuePresent) {
                    nextValue.writeCurrentValueToConverter();
                } else {
                    value.id = TextDictionary.ABSENT;
                }
                if (keptKeys.computeIfAbsent(key.id, id -> kept.isKept(keys.text(id)))) {
                    pairs.add(key.id, value.id);
                }
            }
            nextKey.consume();
            nextValue.consume();
        } while (nextKey.getCurrentRepetitionLevel() > 0);
        if (!pairs.equals(before)) {
            textBefore = text();
            Pairs unused = before;
            before = pairs;
            pairs = unused;
        }
        lines.line().setText(BillColumn.TAGS, textBefore);
    }

    /** Forgets all texts. */
    void forget() {
        keys.clear();
        values.clear();
        key.forget();
        value.forget();
        texts.clear();
        keptKeys.clear();
        before = new Pairs();
        textBefore = TextDictionary.ABSENT;
    }

    Converter converter() {
        return new Group(new Group(key, value));
    }

    private int text() {
        Integer known = texts.get(pairs);
        if (known != null) {
            return known;
        }
        Map<String, String> tags = new HashMap<>();
        for (int i = 0; i < pairs.size; i += 2) {
            tags.put(keys.text(pairs.ids[i]), values.text(pairs.ids[i + 1]));
        }
        int text = lines.line().dictionary(BillColumn.TAGS).idOf(kept.kept(tags));
        texts.put(new Pairs(pairs), text);
        return text;
    }

    /** The numbers of keys and values in turn. */
    private static final class Pairs {

        private int[] ids = new int[8];
        private int size;

        Pairs() {}

        Pairs(Pairs other) {
            ids = Arrays.copyOf(other.ids, Math.max(2, other.size));
            size = other.size;
        }

        void clear() {
            size = 0;
        }

        void add(int key, int value) {
            if (size + 2 > ids.length) {
                ids = Arrays.copyOf(ids, 2 * size + 2);
            }
            ids[size++] = key;
            ids[size++] = value;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Pairs pairs && Arrays.equals(ids, 0, size, pairs.ids, 0, pairs.size);
        }

        @Override
        public int hashCode() {
            int hash = 0;
            for (int i = 0; i < size; i++) {
                hash = 31 * hash + ids[i];
            }
            return hash;
        }
    }

    /** Keys or values. */
    private static final class TagCell extends PrimitiveConverter {

        private final TextDictionary texts;
        private final ParquetCells.DictionaryIds ids;
        private int id;

        TagCell(TextDictionary texts) {
            this.texts = texts;
            this.ids = new ParquetCells.DictionaryIds(texts);
        }

        void forget() {
            ids.forget();
        }

        @Override
        public boolean hasDictionarySupport() {
            return true;
        }

        @Override
        public void setDictionary(Dictionary dictionary) {
            ids.set(dictionary, ParquetCells::text);
        }

        @Override
        public void addValueFromDictionary(int number) {
            id = ids.get(number);
        }

        @Override
        public void addBinary(Binary binary) {
            id = ParquetCells.idOf(texts, binary);
        }
    }

    private static final class Group extends GroupConverter {

        private final Converter[] fields;

        Group(Converter... fields) {
            this.fields = fields;
        }

        @Override
        public Converter getConverter(int field) {
            return fields[field];
        }

        @Override
        public void start() {}

        @Override
        public void end() {}
    }
}
