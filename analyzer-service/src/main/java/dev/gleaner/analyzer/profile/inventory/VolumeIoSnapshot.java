package dev.gleaner.analyzer.profile.inventory;

import dev.gleaner.analyzer.profile.volume.VolumeIo;
import dev.gleaner.analyzer.profile.volume.VolumeIoHistory;
import dev.gleaner.contracts.resource.PriceKey;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What was known of a volume and its I/O at the end of an hour, with the prices of that day.
 *
 * @param prices USD for one unit; empty if the price is not known
 */
public record VolumeIoSnapshot(
        InventorySnapshot<VolumeFacts, VolumeIoHistory> listed, Function<PriceKey, Optional<BigDecimal>> prices)
        implements ListedInput {

    /** What it looked like; null when it was not seen yet or is gone. */
    public @Nullable VolumeFacts facts() {
        return listed.facts();
    }

    /**
     * The I/O operations and bytes in each minute of some days that are known, the day of the evaluated hour being the last of them.
     */
    public VolumeIo io(int days) {
        return listed.history().window(hour(), days);
    }
}
