package io.tickhouse.model;

/** Takes the fields of a message one by one, in the order of its row, absent ones included. */
public abstract class FieldWriter {

    /** Takes the fields of this message. */
    protected final void fields(Message message) {
        message.write(this);
    }

    /**
     * @param text in UTF-8, not to be written to; null if absent
     */
    protected abstract void text(Field field, byte[] text);

    /**
     * @param texts likewise
     */
    protected abstract void texts(Field field, byte[][] texts);

    /**
     * @param number {@link Message#ABSENT} if absent
     */
    protected abstract void integer(Field field, long number);

    /**
     * @param number {@code NaN} if absent
     */
    protected abstract void decimal(Field field, double number);
}
