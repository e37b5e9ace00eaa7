/** A client of Pinot: queries go to the broker, schemas and tables to the controller. */
package io.tickhouse.pinot;
