package dev.gleaner.actuator.aws;

import org.jspecify.annotations.Nullable;

/**
 * An Elastic IP address as EC2 showed it once.
 *
 * @param address absent when EC2 said {@code InvalidAllocationID.NotFound} for its id; an answer without an address is no
 *     sighting
 */
public record AddressSighting(@Nullable Address address) implements Sighting {

    @Override
    public Subject subject() {
        return address == null ? new Denied(TargetKind.ADDRESS) : address;
    }

    @Override
    public String state() {
        if (address == null) {
            return Denied.STATE;
        }
        return address.association() == null ? "allocated" : "associated";
    }

    @Override
    public String sentence() {
        return "the address is " + state();
    }
}
