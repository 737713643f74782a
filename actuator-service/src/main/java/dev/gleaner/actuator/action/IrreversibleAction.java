package dev.gleaner.actuator.action;

/** One call that gives something up for ever, so that there is no undo, whatever a remedy states. */
interface IrreversibleAction extends SingleStepAction {

    @Override
    default boolean isUndo() {
        return false;
    }

    @Override
    default boolean needsIdleness() {
        return false;
    }

    @Override
    default boolean isPermanent() {
        return true;
    }
}
