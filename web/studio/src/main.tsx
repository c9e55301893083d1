import "@fontsource-variable/inter/wght.css"
import { createRoot } from "react-dom/client"

createRoot(document.getElementById("root") as HTMLElement).render(<h1>Footlights</h1>)
