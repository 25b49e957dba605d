// Asks the browser once for the place and tells it rounded to two decimals, about a mile; '' where it may not tell.
export default function ({ setTriggerValue }) {
  const tell = (place) => setTriggerValue("place", place);
  if (!navigator.geolocation) {
    tell("");
    return;
  }
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => tell(`${coords.latitude.toFixed(2)},${coords.longitude.toFixed(2)}`),
    () => tell(""),
    { maximumAge: 600000, timeout: 15000 },
  );
}
