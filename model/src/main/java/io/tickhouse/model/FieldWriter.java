package io.tickhouse.model;

/** Takes the fields of a message one by one, in the order of its row, absent ones included. */
public abstract class FieldWriter {

    /** Takes the fields of this message. */
    protected final void fields(Message message) {
        message.write(this);
    }

    /**
     * Takes a text.
     *
     * @param text in UTF-8, not to be written to; null if absent
     */
    protected abstract void text(Field field, byte[] text);

    /**
     * Takes a list of texts.
     *
     * @param texts in UTF-8, not to be written to; null if absent
     */
    protected abstract void texts(Field field, byte[][] texts);

    /**
     * Takes an integer.
     *
     * @param number {@link Message#ABSENT} if absent
     */
    protected abstract void integer(Field field, long number);

    /**
     * Takes a decimal.
     *
     * @param number {@code NaN} if absent
     */
    protected abstract void decimal(Field field, double number);
}
