package dev.gleaner.contracts.spend;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Kinds of cost that several teams cause together and no tag allocates. */
public enum SharedCost {
    NAT,
    DATA_TRANSFER,
    SUPPORT,
    TAX;

    /** Name in topics and in the configuration: {@code data-transfer}. */
    @JsonValue
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The kind with this name. */
    public static Optional<SharedCost> of(String id) {
        return Arrays.stream(values()).filter(kind -> kind.id().equals(id)).findFirst();
    }

    @JsonCreator
    static SharedCost require(String id) {
        return of(id).orElseThrow(() -> new IllegalArgumentException("no kind of shared cost " + id));
    }
}
