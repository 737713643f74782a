package dev.gleaner.actuator.aws;

/**
 * A volume that stands for another one, which an action of ours deleted.
 *
 * @param action id of that action
 */
public record RestoredVolume(String id, String action, Volume volume) {

    /** Whether it is there or on its way. */
    boolean isOfUse() {
        return volume.isThere() || volume.isComing();
    }
}
